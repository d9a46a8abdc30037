# Дела, которые переходят из отдела в отдел.
menu-transfers = Дела между отделами
transfers-title = Передача дел между отделами
transfers-soft = Сначала те, что ждут кого-то.
transfers-none = Сюда и отсюда дел не предлагали.
transfer-title = Передача дела
transfer-way = { $from } → { $to }
transfer-days =
    { $n ->
        [0] предложено сегодня
        [one] предложено { $n } день назад
        [few] предложено { $n } дня назад
       *[other] предложено { $n } дней назад
    }
transfer-late =
    { $n ->
        [one] { $n } значение пришло позже и отличается от нашего
        [few] { $n } значения пришли позже и отличаются от наших
       *[other] { $n } значений пришло позже и отличается от наших
    }
transfer-not-arrived = Содержимое ещё не пришло
transfer-not-arrived-hint = Оно придёт со следующим пакетом из центра или не читается этой программой.
transfer-state-accepted-here = Ведётся здесь
transfer-see = Посмотреть переданное
transfer-accept = Принять дело
transfer-accept-finish = Принять
transfer-known = { $name } — уже зарегистрирован здесь?
transfer-register-anew = Нет, зарегистрировать заново
transfer-is-known = Да, это { $name }
transfer-refuse = Не принимать дело
transfer-refuse-finish = Не принимать
transfer-refuse-reason = Почему? Это прочтёт другой отдел.
transfer-history = Что сделано там
transfer-signed = Изменений с подписью внутри: { $signed } из { $of }; центр проверил все.
transfer-withheld = Изменение касалось и других; его содержание осталось там
offer-title = Предложить другому отделу
offer-finish = Предложить дело
offer-consent = { $who }, { $day }
offer-no-consent = Без согласия
offer-no-consent-hint = Только если кому-то грозит опасность, с письменной причиной.
offer-part = { $part } ({ $n })
offer-along-hint = Дело и получатель услуг передаются всегда. Обращение остаётся здесь.
offer-note = Дело остаётся у вас и ведётся, пока другой отдел не ответит. Что вы напишете за это время, придёт следом.
stub-gone = Дело ведётся в отделе «{ $office }» под номером { $number } с { $day }. Здесь пишут только поздние заметки.
stub-from = Пришло из отдела «{ $office }», предложено { $day }.
stub-offered = Предложено отделу «{ $office }» { $day }.
withdraw-title = Отозвать предложение
withdraw-finish = Отозвать
withdraw-reason = Почему?
withdraw-hint = Если ответ другого отдела дойдёт до центра раньше, действует ответ.
late-note-title = Поздняя заметка
late-note-finish = Записать
late-note-reason = Почему она пишется позже?
late-title = Пришло позже из другого отдела
late-hint = Пока никто не решил, действует наше. Оба остаются в истории.
late-ours = Здесь
late-theirs = Там
late-keep = Оставить наше
late-take = Взять их
today-transfers =
    { $n ->
        [one] { $n } дело между отделами ждёт вас
        [few] { $n } дела между отделами ждут вас
       *[other] { $n } дел между отделами ждут вас
    }
