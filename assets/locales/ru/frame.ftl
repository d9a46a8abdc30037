# Что стоит вокруг каждой страницы: меню, нижняя строка, отмена, даты.

language-name = Русский
frame-language = Язык
frame-skip = К содержанию
frame-lock = Запереть
frame-practice = Учёба: вымышленные люди
frame-no-such-page = Такой страницы нет
frame-to-today = На «Сегодня»
menu-label = Страницы
menu-today = Сегодня
menu-people = Люди
menu-appeals = Обращения
menu-cases = Дела
menu-questions = Вопросы для решения
menu-offices = Отделы
menu-hand-over = Передать
menu-answers = Отправить отделам
menu-receive = Получить
menu-import = Взять из таблицы
menu-settings = Настройки
do-visit = Записать посещение
do-appeal = Принять обращение
do-open-case = Открыть дело
do-case = К делу
do-change = Изменить
do-hand-over = Передать
status-label = Что сохранено и передано
status-nothing-saved = Пока ничего не записано
status-saved = Сохранено на этом компьютере, { $at }
status-only-here =
    { $n ->
        [one] { $n } изменение только на этом компьютере
        [few] { $n } изменения только на этом компьютере
       *[other] { $n } изменений только на этом компьютере
    }
status-handed-over = { $n } передано, ещё не подтверждено
status-confirmed = { $n } подтверждено центром
status-confirmed-up-to = { $n } подтверждено центром, по { $day }
status-centre = Этот компьютер – центр
undo-take-back = Отменить
undo-taken-back = Отменено. В истории это осталось.
undo-close = Закрыть
questions-see = К вопросам
date-pattern = дд.мм.гггг
date-today = сегодня
date-yesterday = вчера
date-tomorrow = завтра
date-in-days =
    { $days ->
        [one] через { $days } день
        [few] через { $days } дня
       *[other] через { $days } дней
    }
date-in-weeks =
    { $weeks ->
        [one] через { $weeks } неделю
        [few] через { $weeks } недели
       *[other] через { $weeks } недель
    }
date-words-yesterday = вчера
date-words-today = сегодня
date-words-tomorrow = завтра
date-day = День
date-month = Месяц
date-year = Год
weekday-1 = понедельник
weekday-short-1 = пн
weekday-2 = вторник
weekday-short-2 = вт
weekday-3 = среда
weekday-short-3 = ср
weekday-4 = четверг
weekday-short-4 = чт
weekday-5 = пятница
weekday-short-5 = пт
weekday-6 = суббота
weekday-short-6 = сб
weekday-7 = воскресенье
weekday-short-7 = вс
