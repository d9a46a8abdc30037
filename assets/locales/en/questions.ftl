# Questions to decide.

questions-title = Questions to decide
questions-soft = Two people changed the same answer without seeing each other. Both are kept.
questions-none = There is nothing to decide.
questions-note = Your choice goes to both with the next hand-over. It can be changed later; the other answer stays in the history.
question-of = Question { $n } of { $of }
question-before = The one before
question-later = Later, the next one
question-title = { $about }: { $field }
question-case = case { $number }
question-before-value = Before: { $value }.
question-before-none = Before: nothing was written.
question-until = Until you decide, everybody sees “{ $value }”.
question-until-case-risk = Until you decide, everybody sees the higher risk.
question-clock = clock may be wrong
question-no-reason = No reason was written.
question-from = From: { $action }
question-shown-now = shown now
question-reason = Why this answer
question-reason-hint = Both will read it.
question-keep = Keep “{ $value }”
question-open-case = Open the case
question-open-person = Open the person
question-history = Show the whole history of this answer
