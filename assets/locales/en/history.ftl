# The history of a record.

history-title = History
history-none = Nothing was written yet.
history-replaced = replaced
history-emptied = (emptied)
history-reason = why: { $reason }
history-field = { $field }:
history-of-record = The whole history
history-of-answer = History of the answer “{ $field }”
history-back = Back
history-note = Nothing is ever deleted. A value that was replaced stays here, with who wrote it, when, where and why.
history-hide-title = Hide this entry
history-hide-hint = For an entry that should not be there: the wrong person, written twice. It is shown crossed out, with the reason.
history-hide-reason = Why it should not be there
history-hide-finish = Hide it
field-unknown = { $name } (from a newer program)
history-not-here = (not on this computer)
history-undone = Taken back right after it was written
meanwhile-title = Written by somebody else meanwhile
meanwhile-hint = Both stay in the history, whichever you choose.
