# Взять список людей из таблицы.

import-title = Взять людей из таблицы
import-soft = Список в CSV или Excel становится зарегистрированными людьми
import-steps = Шаги
import-step-file = Файл
import-step-columns = Столбцы
import-step-check = Проверка
import-step-taking = Регистрация
import-step-done = Готово
import-file = Какой файл?
import-path = Где лежит файл
import-path-hint = Файл .csv, .txt или .xlsx. Он только читается и не меняется.
import-kind = Таблицы
import-read = Прочитать файл
import-columns =
    { $rows ->
        [one] Что в каком столбце? { $rows } строка
        [few] Что в каком столбце? { $rows } строки
       *[other] Что в каком столбце? { $rows } строк
    }
import-columns-hint = Программа угадала сама. Исправьте, где неверно; ненужный столбец пропустите. Буквы прочитаны как { $encoding }: если имена выглядят неправильно, сохраните таблицу в UTF-8.
import-table = Столбцы и первые строки таблицы
import-column-unnamed = Столбец { $n }
import-check = Проверить каждую строку
import-checking = Проверяется { $n } строк…
import-checked = Что показала проверка
import-unchanged-hint = Просмотрена каждая строка. Регистрация начнётся только по кнопке внизу.
import-good = Строк можно взять
import-rejected = Строк взять нельзя
import-duplicates = Похожи на уже зарегистрированных
import-duplicates-hint = Они всё равно будут взяты; на странице человека видно, кто может быть тем же самым.
import-incomplete = Берутся, но без одной ячейки
import-incomplete-rows = Строки, которые берутся без одной из ячеек
import-incomplete-more = и ещё { $n }.
import-already = Уже взято, когда остановили
import-rejected-rows = Строки, которые взять нельзя
import-rejected-more = и ещё { $n }. Все они будут в файле пропущенных строк.
import-row = Строка
import-why = Почему
import-problem = { $column }: { $reason }
import-take =
    { $n ->
        [one] Зарегистрировать { $n } человека
       *[other] Зарегистрировать { $n } человек
    }
import-go-on = Продолжить: { $n } чел.
import-taking = Регистрация людей
import-running = Остановить можно в любой момент: ничего не пропадёт.
import-stopping = Заканчиваются начатые строки…
import-stopped = Остановлено
import-stopped-hint = Взятое остаётся. Продолжите сейчас или в другой день с тем же файлом: ни одна строка не будет взята дважды.
import-resume = Продолжить
import-so-far = Зарегистрировано: { $registered }. Пропущено: { $rejected }.
import-done = Таблица взята
import-registered =
    { $n ->
        [one] Зарегистрирован { $n } человек
        [few] Зарегистрировано { $n } человека
       *[other] Зарегистрировано { $n } человек
    }
import-rows = Строк в таблице
import-rejected-file = Файл пропущенных строк
import-rejected-file-hint = Исправьте строки там и возьмите этот файл: взятых строк в нём нет.
import-another = Взять другую таблицу
target-full_name = Полное имя в одном столбце
target-surname = Фамилия
target-given_name = Имя
target-patronymic = Отчество
target-former_surname = Прежняя фамилия
target-sex = Пол
target-born_on = Дата рождения
target-village = Город, село
target-street = Улица
target-house_number = Дом, квартира
target-district_text = Этрап, словами
target-postcode = Индекс
target-phone = Телефон
target-document_number = Номер документа
target-external_number = Номер в старом списке
target-ignore = Пропустить
row-missing_name = Нет имени.
row-impossible_date = Такой даты не бывает.
row-unreadable_date = Дату не удалось прочитать.
row-unreadable_sex = Пол не удалось прочитать.
row-row_too_short = В строке меньше ячеек, чем в заголовке.
row-row_too_long = В строке больше ячеек, чем в заголовке.
row-cell_too_long = Текст в ячейке слишком длинный.
