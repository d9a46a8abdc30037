# Домохозяйства.

household-word = Домохозяйство
household-new-title = Зарегистрировать домохозяйство
household-new-finish = Зарегистрировать домохозяйство
household-part-who = Название и адрес
household-part-life = Как живут
household-name-hint = По кому известно, обычно глава: Atajanow Serdar
household-housing-hint = Комнаты, отопление, вода, дорога
household-income-hint = Пенсия, пособие, зарплата, помощь родных
household-members-title = Члены
household-members =
    { $n ->
        [one] { $n } человек
        [few] { $n } человека
       *[other] { $n } человек
    }
household-no-members = Пока никто не указан. Добавьте первого члена сбоку.
household-add-member = Добавить члена
household-add-member-hint = Введите имя; человек должен быть зарегистрирован.
household-join-finish = Добавить
household-leave-out = Убрать
household-leave-out-name = Убрать: { $name }
household-leaves = Выбывает
household-leaves-name = Выбывает из домохозяйства: { $name }
household-leaves-finish = Записать день
household-left = выбыл(а)
household-change-title = Изменить домохозяйство
household-change-finish = Сохранить изменения
