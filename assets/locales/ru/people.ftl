# Люди, их связи и согласия.

people-title = Люди
people-count =
    { $n ->
        [one] { $n } человек
        [few] { $n } человека
       *[other] { $n } человек
    }
people-empty = Пока никто не зарегистрирован.
people-import = Взять из таблицы
person-word = Человек
person-name = Имя
person-address = Адрес
person-case = Дело
person-age-short = Возраст
person-age =
    { $n ->
        [one] { $n } год
        [few] { $n } года
       *[other] { $n } лет
    }
person-born-on = род. { $date }
person-estimated = примерно
person-died = Умер(ла)
person-part-name = Имя и рождение
person-part-place = Где живёт
person-part-papers = Документы
person-part-needs = Как говорить, что учесть
person-born-hint = Достаточно одного года.
person-place-hint = Например: Gökje oba
person-document_number-hint = Как написано, например I-AH 480069. Не обязательно.
person-communication_need-hint = Переводчик, жестовый язык, крупный шрифт
person-change-title = Изменить: { $name }
person-change-finish = Сохранить изменения
change-reason = Почему изменяется
change-reason-hint = Останется в истории рядом с изменением.
record-voided = Эта запись скрыта
person-questions = Записаны разные ответы
person-tab-summary = Главное
person-tab-ties = Семья и помощники
person-tab-consents = Согласия
person-tab-history = История
person-cases = Дела
person-known = Что известно
person-households = Домохозяйство
person-no-household = Пока не входит ни в одно домохозяйство.
cases-none-here = Дела пока нет.
case-next-due = { $what }: { $day }
register-title = Зарегистрировать человека
register-soft = Сбоку появятся люди, которые могут оказаться тем же человеком
register-finish = Зарегистрировать
duplicates-title = Возможно, уже есть
duplicates-hint = Откройте и посмотрите: введённое сохранится.
duplicates-none = Пока никого похожего.
ties-title = Кто кем приходится
ties-none = Пока никто не указан.
ties-add = Добавить человека
ties-person = Кто
ties-person-hint = Введите имя; человек должен быть зарегистрирован.
ties-tie = Кем приходится: { $name }
ties-finish = Добавить
tie-of-parent = Сын или дочь
tie-of-spouse = Муж или жена
tie-of-guardian = Под опекой этого человека
tie-of-caregiver = Получает уход от этого человека
tie-of-sibling = Брат или сестра
tie-of-relative = Другой родственник
tie-of-support = Получает помощь от этого человека
consents-title = Согласия
consents-none = Согласия пока нет. Спросите, прежде чем передавать данные.
consent-title = Записать согласие
consent-finish = Записать согласие
consent-given-by-hint = Сам человек или законный представитель (хоссар) по имени.
consent-by-person = Дал(а) сам(а)
consent-withheld-hint = Что передавать нельзя, словами человека.
consent-counts = действует
consent-expired = истекло
consent-withdrawn-on = отозвано { $day }
consent-given = Дано: { $by }, { $day }
consent-until = до { $day }
consent-withheld-is = кроме: { $what }
consent-withdraw = Отозвать согласие
consent-withdraw-reason = Почему, словами человека
