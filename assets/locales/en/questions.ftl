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
question-many =
    { $n ->
        [one] Decide 1 more question about “{ $field }” the same way
       *[other] Decide { $n } more questions about “{ $field }” the same way
    }
question-many-hint = In each of them the answer of the same person at the same computer is kept. Questions without such an answer stay open.
question-ask = Ask { $name }
question-ask-hint = The question stays open. It goes to the office as a task of the case, with the next hand-over.
question-ask-text = What do you want to know?
question-ask-finish = Ask
question-open-case = Open the case
question-open-person = Open the person
question-history = Show the whole history of this answer
