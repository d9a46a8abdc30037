# People, their ties and consents.

people-title = People
people-count =
    { $n ->
        [one] 1 person
       *[other] { $n } people
    }
people-empty = Nobody is registered yet.
people-import = Take from a sheet
person-word = Person
person-name = Name
person-address = Address
person-case = Case
person-age-short = Age
person-age =
    { $n ->
        [one] 1 year
       *[other] { $n } years
    }
person-born-on = born { $date }
person-estimated = estimate
person-died = Died
person-part-name = Name and birth
person-part-place = Where the person lives
person-part-papers = Documents
person-part-needs = How to talk, what to mind
person-born-hint = The year alone is enough.
person-place-hint = For example: Gökje oba
person-document_number-hint = As it is written, for example I-AH 480069. Never required.
person-communication_need-hint = Interpreter, sign language, large print
person-change-title = Change: { $name }
person-change-finish = Keep the changes
change-reason = Why it changes
change-reason-hint = Stands in the history beside the change.
record-voided = This record is hidden
person-questions = Different answers were written
person-tab-summary = Summary
person-tab-ties = Family and helpers
person-tab-consents = Consents
person-tab-history = History
person-cases = Cases
person-known = What is known
person-households = Household
person-no-household = In no household yet.
cases-none-here = No case yet.
case-next-due = { $what }: { $day }
register-title = Register a person
register-soft = People who may be the same appear at the side
register-finish = Register the person
duplicates-title = Maybe registered already
duplicates-hint = Open one to look: what you typed is kept.
duplicates-none = Nobody like this so far.
ties-title = Who is who
ties-none = Nobody is linked yet.
ties-add = Add somebody
ties-person = Who
ties-person-hint = Type a name; the person must be registered.
ties-tie = What this person is to { $name }
ties-finish = Add
tie-of-parent = Son or daughter
tie-of-spouse = Husband or wife
tie-of-guardian = Under guardianship of this person
tie-of-caregiver = Cared for by this person
tie-of-sibling = Brother or sister
tie-of-relative = Other relative
tie-of-support = Helped by this person
consents-title = Consents
consents-none = No consent is written down. Ask before data is passed on.
consent-title = Write down a consent
consent-finish = Write down the consent
consent-given-by-hint = The person, or the legal representative (hossar) by name.
consent-by-person = The person gave it
consent-withheld-hint = What must not be passed on, in the person’s words.
consent-counts = in force
consent-expired = expired
consent-withdrawn-on = taken back { $day }
consent-given = Given by { $by }, { $day }
consent-until = until { $day }
consent-withheld-is = not: { $what }
consent-withdraw = Take back the consent
consent-withdraw-reason = Why, in the person’s words
