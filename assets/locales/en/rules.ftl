# What the rules of records say: crates/domain/src/violation.rs. What happened, and with .do what to do.

err-field-missing = Fill this in.
    .do = Write what you know; it can be changed later.
err-field-not-a-date = This is not a date.
    .do = Write day, month and year, for example 05.03.2026.
err-field-in-the-future = This day has not come yet.
    .do = Check the date, and the clock of the computer.
err-field-ends-before-it-begins = This ends before it begins.
    .do = Check both dates.
err-field-too-long = This is longer than the form can hold.
    .do = Shorten it, or write the rest into a note.
err-field-not-in-the-list = This cannot be chosen here.
    .do = Choose from the list.
err-field-needs-reason = This needs a reason.
    .do = Write why, one sentence is enough.
