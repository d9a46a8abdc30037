# История записи.

history-title = История
history-none = Пока ничего не записано.
history-replaced = заменено
history-emptied = (очищено)
history-reason = почему: { $reason }
history-field = { $field }:
history-of-record = Вся история
history-of-answer = История ответа «{ $field }»
history-back = Назад
history-note = Ничто не удаляется. Заменённое значение остаётся здесь: кто записал, когда, где и почему.
history-hide-title = Скрыть эту запись
history-hide-hint = Для записи, которой здесь не должно быть: не тот человек, записано дважды. Она останется зачёркнутой, с причиной.
history-hide-reason = Почему её не должно быть
history-hide-finish = Скрыть
field-unknown = { $name } (из более новой программы)
history-not-here = (нет на этом компьютере)
history-undone = Отменено сразу после записи
meanwhile-title = Тем временем записал кто-то другой
meanwhile-hint = Что бы вы ни выбрали, в истории останется и то и другое.
