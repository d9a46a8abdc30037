# Поиск.

find-placeholder = Найти человека, домохозяйство, дело, номер, слово в заметке
find-label = Найти
find-results = Что найдено
find-title = Поиск: { $words }
find-nothing = Ничего не найдено. Попробуйте меньше букв или другое написание.
find-register = Зарегистрировать «{ $words }»
find-group-people = Люди
find-group-households = Домохозяйства
find-group-cases = Дела
find-group-entries = Заметки и посещения
find-group-recent = Открыто недавно
find-group-register = Нет в списке?
