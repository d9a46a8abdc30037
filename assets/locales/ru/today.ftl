# Сегодня.

today-title = { $weekday }, { $date }
today-counts =
    { $due ->
        [one] { $due } дело на сегодня, просрочено: { $overdue }
        [few] { $due } дела на сегодня, просрочено: { $overdue }
       *[other] { $due } дел на сегодня, просрочено: { $overdue }
    }
today-overdue = Просрочено
today-today = Сегодня
today-this_week = Ближайшие семь дней
today-nothing = На сегодня ничего нет.
today-next = Следующее: { $day }, { $who }
today-questions =
    { $n ->
        [one] { $n } вопрос для решения
        [few] { $n } вопроса для решения
       *[other] { $n } вопросов для решения
    }
today-questions-hint = Двое записали разные ответы. Сохранены оба.
today-incidents =
    { $n ->
        [one] { $n } компьютер нужно проверить
        [few] { $n } компьютера нужно проверить
       *[other] { $n } компьютеров нужно проверить
    }
today-incidents-hint = Вернули старую копию записей или их скопировали. Ничего не потеряно, но стоит выяснить почему.
today-incidents-see = Посмотреть, какие
today-clock-behind = Дата на этом компьютере неверна
today-clock-ahead = Верна ли дата на этом компьютере?
today-clock-says = Он показывает { $at }.
today-clock-latest = Последняя запись здесь сделана { $at }.
today-clock-hint = Прежде чем писать дальше, установите на компьютере дату и время. Записанное остаётся как есть.
today-news = Что нового
today-news-line =
    { $n ->
        [one] { $office }: { $n } изменение
        [few] { $office }: { $n } изменения
       *[other] { $office }: { $n } изменений
    }
due-appeal = Решить по обращению
due-late =
    { $n ->
        [one] { $n } рабочий день
        [few] { $n } рабочих дня
       *[other] { $n } рабочих дней
    }
drafts-title = Начато, не закончено
drafts-forget = Выбросить
draft-person = Регистрация человека
draft-change_person = Изменение сведений о человеке
draft-consent = Согласие
draft-household = Регистрация домохозяйства
draft-change_household = Изменение домохозяйства
draft-appeal = Обращение
draft-decide_appeal = Решение по обращению
draft-open_case = Открытие дела
draft-visit = Посещение
draft-note = Заметка
