# Дела: список, одно дело, открытие, риск, задачи и файлы.

cases-title = Дела
cases-count =
    { $n ->
        [one] { $n } дело
        [few] { $n } дела
       *[other] { $n } дел
    }
cases-client = Получатель
cases-risk = Риск
cases-next = Дальше
cases-worker = Работник
cases-filter-mine = { $name } (мои дела)
cases-filter-all-workers = Все работники
cases-filter-all-risks = Все уровни
cases-filter-none = Таких дел нет.
cases-show-all = Показать все открытые дела
cases-empty = Открытых дел пока нет. Дело начинается с обращения или с человека, которого вы знаете.
cases-take-appeal = Принять обращение
case-questions =
    { $n ->
        [one] { $n } вопрос для решения
        [few] { $n } вопроса для решения
       *[other] { $n } вопросов для решения
    }
case-questions-title =
    { $n ->
        [one] Двое записали разные ответы
       *[other] Разные ответы записаны в { $n } местах
    }
case-questions-see = Посмотреть оба и решить
case-without-client = Человек здесь ещё не известен
case-no-worker = Пока никто
case-household = Домохозяйство: { $name }
case-due-late = { $what }: срок был { $day }
case-due-today = { $what }: сегодня
case-due-by = { $what }: до { $day }
case-late-by =
    { $n ->
        [one] Опоздание { $n } рабочий день
        [few] Опоздание { $n } рабочих дня
       *[other] Опоздание { $n } рабочих дней
    }
case-nothing-due = Сроков пока нет.
case-task-until = { $text }, до { $day }
case-number = Дело
case-born = Дата рождения
case-lives-in = Живёт
case-steps = Путь этого дела
case-step-appeal = Обращение
case-step-consent = Согласие
case-step-opened = Дело открыто
case-step-visits = Посещения
case-step-closure = Закрытие
case-pages = Страницы дела
case-timeline = Ход дела
case-tasks = Задачи
case-files = Файлы
case-history = История
case-quote = «{ $words }»
case-no-wishes = Ещё не спросили.
case-about = О деле
case-opened-on = Открыто { $day }
case-see-appeal = Посмотреть обращение
case-in-charge = Ведёт: { $worker }
timeline-empty = Здесь пока ничего не записано. Запишите первое посещение или заметку.
timeline-visit-home = Посещение на дому.
timeline-visit-office = Приём у нас в отделе.
timeline-visit-telephone = Разговор по телефону.
timeline-visit-institution = Посещение в учреждении.
timeline-note = Заметка.
timeline-appeal = Обращение.
timeline-opened = Дело открыто. Риск: { $risk }.
timeline-risk = Риск: { $before } → { $after }.
timeline-assigned = Передано работнику: { $worker }.
timeline-seen = Видели.
timeline-met = Видели, вместе с: { $who }.
timeline-not-seen = не видели
timeline-agreed = Договорились: { $words }
timeline-next-visit = следующее посещение { $day }
timeline-hidden = Скрыто: { $reason }
open-case-title = Открыть дело
open-case-soft = Номер даёт программа
open-case-finish = Открыть дело
open-case-client = Для кого
open-case-client-hint = Введите имя: человек или домохозяйство, которые уже зарегистрированы.
open-case-from-appeal = Из обращения от { $day }
open-case-risk = Как быстро надо действовать
open-case-risk-hint = От уровня зависят дни первого и следующих посещений.
open-case-reason-hint = Что вы увидели или услышали. Это прочтёт каждый, кто откроет дело.
open-case-wishes-hint = Словами самого человека.
risk-phrase-alone = Живёт один, никто не помогает.
risk-phrase-heating = Зимой нет отопления.
risk-phrase-food = Не хватает еды.
risk-phrase-illness = Болеет и не лечится.
risk-phrase-child = Ребёнок в опасности.
risk-phrase-violence = Насилие в доме.
risk-change-title = Изменить уровень риска
risk-change-finish = Изменить уровень
risk-change-reason = Почему меняется
risk-change-hint = Что теперь иначе. Прежний уровень останется в истории.
assign-title = Передать другому работнику
assign-finish = Передать дело
assign-to = Кому
assign-reason = Почему
tasks-title = Что сделать
tasks-none = Задач нет. То, чего требуют сроки, само стоит на странице «Сегодня».
task-was-due = срок был { $day }
task-finish = Сделано
task-finish-label = Сделано: { $text }
task-add-title = Добавить задачу
task-add-finish = Добавить задачу
files-title = Файлы
files-none = Файлов пока нет. Скан, фото или письмо можно добавить ниже.
file-add-title = Добавить файл
file-add-finish = Добавить файл
file-path = Где лежит файл
file-path-hint = Скан, фото или письмо, не больше 100 МБ. В деле хранится в зашифрованном виде.
file-not-here = ещё не пришёл: будет при следующей передаче
file-in-part = пришло { $here } из { $of } частей: остальное будет при следующей передаче
file-save = Сохранить копию
file-save-label = Сохранить копию: { $name }
file-save-title = Сохранить копию: { $name }
file-save-finish = Сохранить копию
file-save-folder = В какую папку
file-save-hint = Копию прочтёт каждый, кто откроет эту папку.
file-saved = Копия сохранена
file-saved-at = Она лежит здесь: { $path }
choose-file = Выбрать файл…
choose-folder = Выбрать папку…
size-bytes = { $n } байт
size-kilobytes = { $n } КБ
size-megabytes = { $n } МБ
size-gigabytes = { $n } ГБ
