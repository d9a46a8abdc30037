# Вопросы для решения.

questions-title = Вопросы для решения
questions-soft = Двое изменили один и тот же ответ, не видя друг друга. Сохранены оба.
questions-none = Решать нечего.
questions-note = Ваш выбор придёт обоим со следующей передачей. Его можно изменить позже; другой ответ останется в истории.
question-of = Вопрос { $n } из { $of }
question-before = Предыдущий
question-later = Позже, следующий
question-title = { $about }: { $field }
question-case = дело { $number }
question-before-value = Было: { $value }.
question-before-none = Раньше ничего не было записано.
question-until = Пока вы не решили, все видят «{ $value }».
question-until-case-risk = Пока вы не решили, все видят более высокий риск.
question-clock = часы могли врать
question-no-reason = Причина не записана.
question-from = Откуда: { $action }
question-shown-now = сейчас видно это
question-reason = Почему этот ответ
question-reason-hint = Это прочтут оба.
question-keep = Оставить «{ $value }»
question-many =
    { $n ->
        [one] Так же решить ещё { $n } вопрос о поле «{ $field }»
        [few] Так же решить ещё { $n } вопроса о поле «{ $field }»
       *[other] Так же решить ещё { $n } вопросов о поле «{ $field }»
    }
question-many-hint = В каждом останется ответ того же человека с того же компьютера. Вопросы без такого ответа останутся открытыми.
question-ask = Спросить: { $name }
question-ask-hint = Вопрос остаётся открытым. Он уйдёт в отдел как задача по делу, со следующей передачей.
question-ask-text = Что вы хотите узнать?
question-ask-finish = Спросить
question-open-case = Открыть дело
question-open-person = Открыть человека
question-history = Показать всю историю этого ответа
