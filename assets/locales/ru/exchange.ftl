# Передача, получение, подключение.

count-people =
    { $n ->
        [one] { $n } человек
        [few] { $n } человека
       *[other] { $n } человек
    }
count-households =
    { $n ->
        [one] { $n } домохозяйство
        [few] { $n } домохозяйства
       *[other] { $n } домохозяйств
    }
count-appeals =
    { $n ->
        [one] { $n } обращение
        [few] { $n } обращения
       *[other] { $n } обращений
    }
count-cases =
    { $n ->
        [one] { $n } дело
        [few] { $n } дела
       *[other] { $n } дел
    }
count-visits =
    { $n ->
        [one] { $n } посещение
        [few] { $n } посещения
       *[other] { $n } посещений
    }
count-notes =
    { $n ->
        [one] { $n } заметка
        [few] { $n } заметки
       *[other] { $n } заметок
    }
count-attachments =
    { $n ->
        [one] { $n } файл
        [few] { $n } файла
       *[other] { $n } файлов
    }
count-decisions =
    { $n ->
        [one] { $n } решённый вопрос
        [few] { $n } решённых вопроса
       *[other] { $n } решённых вопросов
    }
count-changes =
    { $n ->
        [one] { $n } изменение
        [few] { $n } изменения
       *[other] { $n } изменений
    }
count-nothing = Ничего нового

carrier-label = Куда
carrier-free = свободно { $size } · { $path }
carrier-folder = Другая папка
carrier-folder-hint = На этом компьютере или на флешке, которой нет в списке.
carrier-hub = По сети
carrier-no-drive = Флешка не вставлена. Вставьте её, подождите немного и посмотрите снова.
carrier-look-again = Посмотреть снова
carrier-path = Папка
carrier-path-hint = Например E:\ или /media/stick

hand-over-title = Передать мою работу
hand-over-steps = Шаги передачи
hand-over-step-where = Куда
hand-over-step-what = Что
hand-over-step-writing = Запись
hand-over-step-done = Готово
hand-over-where = Куда передать?
hand-over-what = Что передаётся. Кому: { $to }
hand-over-centre = центр
hand-over-changes =
    { $n ->
        [one] Всего { $n } изменение, которое центр не подтвердил.
        [few] Всего { $n } изменения, которые центр не подтвердил.
       *[other] Всего { $n } изменений, которые центр не подтвердил.
    }
hand-over-nothing-new = Центр подтвердил всю вашу работу. Если с тех пор вы что-то получили, запишите пакет всё равно: он скажет об этом центру.
hand-over-sealed = Пакет запечатан: прочесть его может только { $to }. Кто найдёт флешку, ничего не узнает.
hand-over-write = Записать на флешку
hand-over-send = Отправить
hand-over-next = Дальше
hand-over-back = Назад
hand-over-writing = Идёт запись…
hand-over-writing-hint = Пока не вынимайте флешку. После записи всё читается ещё раз для проверки.
hand-over-sending = Идёт отправка…
hand-over-sending-hint = Если связь оборвётся, ничего не пропадёт: можно отправить снова.
hand-over-done = Передано
hand-over-take-out = Готово. Флешку можно вынуть.
hand-over-sent = Готово. Пакет лежит в почтовом ящике центра.
hand-over-waits-centre = Центр ещё не подтвердил. Пока его ответ не вернётся, всё остаётся здесь и пойдёт также со следующей передачей.
hand-over-number = Пакет номер { $n }
hand-over-files = Файлы
hand-over-files-done = { $done } из { $of }
hand-over-files-rest = { $done } из { $of }. Остальное пойдёт со следующей передачей.
hand-over-again = Передать ещё раз
hand-over-to = Кому
hand-over-beside = Другие компьютеры этого отдела
hand-over-to-centre = Он подтверждает вашу работу.
hand-over-to-beside = Они увидят вашу работу, а вы — их работу. Центр узнает позже.
hand-over-to-velayat = Он прочтёт вашу работу и передаст её центру.
hand-over-to-office = Его собственная работа и то, что общее для всех отделов.
hand-over-also-centre = Центр тоже может открыть пакет
hand-over-also-centre-hint = Тогда любой может передать его центру как есть, без компьютера велаята.
hand-over-changes-there =
    { $n ->
        [one] Всего { $n } изменение, о котором не известно, есть ли оно там.
        [few] Всего { $n } изменения, о которых не известно, есть ли они там.
       *[other] Всего { $n } изменений, о которых не известно, есть ли они там.
    }
hand-over-nothing-new-there = Там уже есть всё. Если с тех пор вы что-то получили, запишите пакет всё равно: он скажет об этом.
hand-over-sent-there = Готово. Пакет лежит в почтовом ящике в сети.
hand-over-waits-velayat = Велаят передаст его дальше. Работа считается подтверждённой, когда вернётся слово центра.
hand-over-waits-beside = Другие компьютеры получат её, когда примут пакет. Подтверждённым считается только то, что подтвердил центр.
hand-over-waits-office = Отдел увидит подтверждение, когда получит этот пакет.

answer-title = Отправить отделу
answer-to = Какому отделу
answer-no-office = Ни один отдел ещё не подключён. Посмотрите просьбы о подключении на странице «Получить».

parcel-to = Кому
parcel-from = От кого
parcel-from-unknown = Неизвестно
parcel-holds = Внутри
parcel-receipt = Подтверждение
parcel-receipt-in = сообщает, что получено
parcel-folder = Папка
parcel-file = Файл
parcel-size = Размер
parcel-number = Номер
parcel-state = Что это
parcel-do = Открыть
parcel-open = Посмотреть внутрь
parcel-open-request = Показать просьбу
parcel-open-answer = Открыть ответ
parcel-open-label = { $what }: { $file }
parcel-new = Новый
    .more = Ещё не принят.
parcel-already_received = Уже получен
    .more = Всё, что в нём, уже здесь.
parcel-own = Записан здесь
    .more = Этим компьютером, для других.
parcel-for_another_office = Для другого отдела
    .more = Здесь он не открывается. Оставьте его на флешке.
parcel-unknown_computer = От неизвестного компьютера
    .more = Его нет в списке центра. Пакет остаётся закрытым.
parcel-revoked_computer = От компьютера, исключённого из списка
    .more = Пакет остаётся закрытым. Спросите центр.
parcel-damaged = Повреждён
    .more = Обрезан или изменён в дороге. Попросите записать заново.
parcel-newer_program = Записан более новой программой
    .more = Обновите программу и посмотрите снова.
parcel-older_program = Запечатан пробной версией
    .more = Попросите отправителя установить эту версию и записать пакет заново.
parcel-join_request = Новый компьютер просит подключения
    .more = Сверьте цифры по телефону.
parcel-request-for-centre = Её открывает центр. Отдайте ему флешку.
parcel-join_answer = Ответ центра на вашу просьбу
    .more = С ним этот компьютер сможет передавать.

receive-title = Получить
receive-steps = Шаги получения
receive-step-where = Где
receive-step-found = Что там лежит
receive-step-preview = Посмотреть внутрь
receive-step-done = Принято
receive-where = Где посмотреть?
receive-carrier = Где искать
receive-look = Посмотреть
receive-found =
    { $n ->
        [one] Найден { $n } пакет, можно открыть: { $fresh }
        [few] Найдено { $n } пакета, можно открыть: { $fresh }
       *[other] Найдено { $n } пакетов, можно открыть: { $fresh }
    }
receive-nothing = Здесь нет ничего для этого отдела. Та ли это флешка, та ли папка?
receive-checking = Проверка: цел ли, от кого, кому…
receive-taking = Принимается… Можно остановить: тогда ничего не изменится.
receive-take-over = Принять
receive-not-now = Не сейчас
preview-title = Пакет { $n }, { $office }
preview-unchanged = Пока ничего не изменено
preview-unchanged-hint = Вот что произойдёт, если принять. Всё, что есть здесь, останется в истории.
preview-would = Что произойдёт
preview-holds = Пакет
preview-new = Новых записей
preview-changed = Записей изменится
preview-already = Изменений, которые уже здесь
preview-questions = Вопросов, которые надо решить
preview-duplicates = Возможно, зарегистрированы дважды
preview-confirms = Ваших изменений подтверждает отправитель
preview-waiting = Изменений ждут более раннего пакета
preview-refused = Изменений нельзя принять
preview-refused-other = Они отложены и показаны координатору; остальное принимается.
refused-change-unreadable = Некоторые не читаются.
refused-change-altered = Некоторые изменены в дороге.
refused-change-out-of-order = Некоторые не продолжают того, что было раньше.
refused-change-foreign = Некоторые из отдела, чью работу этот отправитель передавать не может.
refused-change-unproven = У некоторых нет подписи компьютера, который их записал. Они будут приняты, когда она придёт.
refused-change-revoked = Некоторые — с компьютера, исключённого из списка, и раньше подтверждены не были.
refused-change-not-theirs = Некоторые меняют общее для всех отделов, что могут менять только другие.
refused-piece-altered = Часть файла изменена в дороге. Она будет запрошена снова; остальное от файла остаётся.
refused-file-contradicts = Из частей файла не складывается тот файл, который должен быть. Он будет запрошен снова.
preview-people = Люди в пакете
preview-cases = Дела в пакете
taken-title = Пакет { $n }, { $office }
taken-done = Принято
taken-done-hint = Всё сохранено за один раз. Если принять тот же пакет снова, ничего не изменится.
taken-what = Что произошло
taken-questions =
    { $n ->
        [one] { $n } вопрос для решения
        [few] { $n } вопроса для решения
       *[other] { $n } вопросов для решения
    }
taken-questions-hint = Двое изменили один и тот же ответ. Сохранены оба. Это может подождать.
taken-questions-see = К вопросам
taken-answer = Напишите ответ
taken-answer-hint = { $office } увидит свою работу подтверждённой, только когда ваш ответ вернётся.
taken-answer-write = Записать ответ
taken-next = Посмотреть флешку снова
missing-title = Что ждёт
missing-waits =
    { $n ->
        [one] { $office }: ждёт { $n } изменение
        [few] { $office }: ждут { $n } изменения
       *[other] { $office }: ждут { $n } изменений
    }
missing-for = Более раннего, записанного на { $computer }.
missing-for-unknown = Более раннего, которое не пришло.
missing-since = с { $at }
missing-brought = принесено с { $computer }
missing-hint = Их записали после того, чего здесь ещё нет. Обычно оно приходит с более ранней флешкой. Если компьютера, где оно записано, больше нет, центр может признать его утраченным; больше ничего не теряется.
missing-declare = Признать утраченным
missing-reason = Почему оно уже не придёт?
missing-reason-hint = Например: диск того компьютера сломался, копии нет.
last-title = Принято последним
last-line = Пакет { $n } от { $office }, { $at }
last-undo = Отменить приём всего пакета
last-undo-title = Отменить приём пакета { $n } от { $office }?
last-undo-what = Поля получат прежние значения, а принесённые записи будут скрыты. Ничего не удаляется; это уйдёт другой стороне, как любое изменение. Список отделов, компьютеров и работников остаётся.
last-undo-reason = Почему?
last-undo-finish = Отменить приём
last-undone = Приём отменён целиком

pass-on-title = Передать дальше, не открывая
pass-on-what = Запечатанные пакеты для других копируются на другую флешку, в папку или в почтовый ящик как есть. Здесь их никто не открывает.
pass-on-from = Где они лежат
pass-on-to = Куда их передать
pass-on-next = Дальше
pass-on-go = Передать
pass-on-going = Идёт передача… Что передано, то передано.
pass-on-back = Назад
pass-on-done =
    { $n ->
        [one] Передан дальше { $n } пакет
        [few] Переданы дальше { $n } пакета
       *[other] Передано дальше { $n } пакетов
    }
pass-on-none = Нового для передачи нет
pass-on-done-hint = Они лежат запечатанными на новом месте. Подтвердят их те, кто их откроет.
pass-on-passed = Передано дальше
pass-on-before = Передано раньше
pass-on-here = Только для этого компьютера
pass-on-strangers = От незнакомых компьютеров, оставлено на месте
pass-on-damaged = Повреждено, оставлено на месте
pass-on-again = Передать ещё
pass-on-offer =
    { $n ->
        [one] { $n } пакет здесь — для других
        [few] { $n } пакета здесь — для других
       *[other] { $n } пакетов здесь — для других
    }
pass-on-offer-hint = Их можно взять с собой, на другую флешку или по сети, не открывая.

dictate-title = Подтвердить по телефону
dictate-open = Слова для чтения вслух
dictate-type = Ввести то, что продиктует другая сторона
dictate-here = Для чтения вслух здесь
dictate-none = Пока ничего не принято.
dictate-what = Прочтите восемь слов отделу, от которого пришёл пакет, или дайте ему сфотографировать квадрат. Его работа сразу считается подтверждённой; ответ может прийти позже.
dictate-of = { $office }, пакет { $n }
dictate-taken = С компьютера: { $computer }, принят { $at }
dictate-not-all = Здесь есть не всё, что было у отправителя. Остальное подтвердит ответ.
dictate-qr = QR-код: { $text }
dictated-title = Что вам продиктовали
dictated-what = После передачи другая сторона может прочесть вам по телефону восемь слов. С ними работа считается подтверждённой ещё до её ответа.
dictated-words = Восемь слов
dictated-words-hint = На любом из трёх языков или текст квадрата: GOLDAW-R1:…
dictated-finish = Подтвердить
dictated-done = Подтверждено: пакет { $n }, { $office }
dictated-confirms =
    { $n ->
        [one] Теперь известно, что там есть ещё { $n } изменение.
        [few] Теперь известно, что там есть ещё { $n } изменения.
       *[other] Теперь известно, что там есть ещё { $n } изменений.
    }
dictated-known = Обо всём этом уже было известно, что оно там есть.

join-ask-title = Подключиться к центру
join-why-title = Центр пока не знает этот компьютер
join-why = Работать можно. Чтобы передавать, центр должен подключить этот компьютер: запишите просьбу, отвезите её и прочитайте по телефону тридцать цифр.
join-ask-write = Записать просьбу
join-ask-written = Просьба записана
join-ask-next = Отдайте флешку в центр и позвоните туда. Ответ вернётся на флешке.
join-ask-again = Записать просьбу ещё раз
join-digits-title = Тридцать цифр для чтения вслух
join-digits-read = В центре вводят их с ваших слов. Если хоть одна цифра другая, просьбу изменили в дороге.
join-look-for-answer = Искать ответ
join-office = Отдел
join-level = Уровень
join-computer = Компьютер
join-worker = Кто просит
join-request-title = Компьютер просит подключения
join-compare-title = Сверьте по телефону
join-compare = Позвоните: { $worker }. Номер возьмите тот, который знаете сами, не с флешки. Пусть вам прочитают тридцать цифр, введите их здесь.
join-digits = Тридцать цифр, как вы их слышите
join-digits-hint = Шесть групп по пять; пробелы не важны.
join-let = Подключить этот компьютер
join-not = Не подключать
join-let-done = Подключено: { $office }
join-let-done-hint = Ответ лежит рядом с просьбой. Верните флешку: с ней отдел сможет передавать.
join-answer-title = Ответ центра
join-answer-hint = Позвоните в центр по номеру, который знаете сами, не с флешки. Пусть вам прочитают тридцать цифр центра, введите их здесь: так вы узнаете, что ответ действительно от центра.
join-centre-digits = Тридцать цифр центра, как вы их слышите
join-centre-title = Цифры центра для чтения вслух
join-centre-read = Когда отдел откроет ответ, он спросит эти цифры.
join-answer-accept = Принять ответ
join-answer-done = Подключено: { $office }
join-answer-done-hint = Теперь этот компьютер может передавать.
