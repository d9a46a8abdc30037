# Обращения.

appeals-title = Обращения
appeals-none = Обращений пока нет.
appeal-title = Принять обращение
appeal-page-title = Обращение { $number }
appeal-finish = Принять обращение
appeal-who = Кто
appeal-reason-hint = Как было сказано. Чьи слова, что случилось, что нужно.
appeal-person-hint = Введите имя. Незарегистрированного можно добавить позже.
appeal-part-how = Кто и как сообщил
appeal-no-person = Человек пока не указан.
appeal-case-opened = Дело открыто
appeal-next = Дальше: открыть дело
appeal-decide = Решение
appeal-decide-finish = Записать решение
appeal-decide-by = решить до { $day }
appeal-decision_reason-hint = Обязательно при отказе.
urgency-low = Может подождать
urgency-medium = В ближайшие дни
urgency-high = Немедленно
