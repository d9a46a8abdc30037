# Настройки и отделы глазами центра.

settings-look = Язык и текст
settings-text-size = Размер текста
settings-text-16 = Обычный
settings-text-18 = Крупный
settings-hand-over = Передача
settings-folder = Папка или флешка
settings-folder-hint = Предлагается первой при передаче.
settings-hub = Почтовый ящик в сети
settings-hub-hint = Адрес даёт координатор, http://… Передаёт запечатанные пакеты и прочитать их не может.
settings-files-by-folder = Файлы в одном пакете на флешке
settings-files-by-hub = Файлы в одном пакете по сети
settings-files-hint = Что не поместилось, пойдёт со следующим пакетом. Записи всегда уходят сразу.
settings-files-most = не больше { $n } МБ
settings-keep = Сохранить
settings-kept = Сохранено.
settings-workers = Кто работает на этом компьютере
settings-add-worker = Добавить работника
settings-password-hint = Вводит сам работник, не меньше 8 знаков.
settings-computer = Этот компьютер
settings-office = Отдел
settings-mark = Знак в номерах
settings-centre = Центр
settings-enrolled = знает этот компьютер
settings-waits = пока не знает этот компьютер
settings-centre-digits = Цифры центра, чтобы прочитать вслух
settings-roster = Список отделов, выпуск
settings-folder-of-store = Где лежат записи
settings-version = Версия
settings-not-enrolled = Центр пока не знает этот компьютер
settings-not-enrolled-hint = Работать можно. Чтобы передавать, центр должен подключить этот компьютер: назовите ему эти цифры.
settings-join = Попросить центр подключить этот компьютер
settings-keys = Клавиши
settings-key-finish = Закончить форму
settings-key-back = Назад
settings-key-lists = Идти по списку, открыть
incidents-title = Компьютеры, которые надо проверить
incident-advice = Ничего не потеряно, работать можно. Более новая работа вернётся со следующим пакетом. Если два компьютера работают с одними записями, одним из них больше не пользуйтесь.
incident-unknown-computer = Компьютер, пока здесь неизвестный
incident-own = этот компьютер
incident-since = замечено { $at }
incident-sign-old_copy = Вернули старую копию записей.
incident-sign-no_marker = Записи скопированы или перенесены из другого места.
incident-sign-own_ahead = У других была более новая работа этого компьютера, чем у него самого.
incident-sign-other_life = С копией этих записей работали в другом месте.
incident-sign-fork = Два хранилища пошли дальше от одной точки: вернули старую копию или одно скопировано с другого.
incident-sign-other_machine = Записи открыли на компьютере с другим именем. Это намёк, не доказательство.
incident-find = Что вы выяснили?
incident-find-hint = Например: в понедельник заменили диск.
incident-settle = Записать
incident-settled = Выяснено: { $words }
offices-none = Пока ни один отдел не подключён.
offices-name = Отдел
offices-code = Код
offices-last = Последнее получено
offices-never = никогда
offices-silence = Молчание
offices-silent =
    { $n ->
        [one] { $n } день
        [few] { $n } дня
       *[other] { $n } дней
    }
offices-waiting = Там не подтверждено
offices-answer = Отправить ответ
