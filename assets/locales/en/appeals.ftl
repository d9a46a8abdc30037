# Appeals.

appeals-title = Appeals
appeals-none = No appeal yet.
appeal-title = Take an appeal
appeal-page-title = Appeal { $number }
appeal-finish = Take the appeal
appeal-who = Who
appeal-reason-hint = As it was said. Whose words, what happened, what is needed.
appeal-person-hint = Type a name. Somebody not registered yet can be added later.
appeal-part-how = Who told us, and how
appeal-no-person = Nobody is named yet.
appeal-case-opened = A case was opened
appeal-next = Next: open a case
appeal-decide = Decide
appeal-decide-finish = Write down the decision
appeal-decide-by = decide by { $day }
appeal-decision_reason-hint = Needed when refused.
urgency-low = Can wait
urgency-medium = Within days
urgency-high = At once
