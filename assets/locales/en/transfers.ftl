# Cases that go from one office to another: offering, answering, what came later.
menu-transfers = Transfers
transfers-title = Cases that go from office to office
transfers-soft = Those that wait for somebody stand first.
transfers-none = No case has been offered here or from here.
transfer-title = Transfer of a case
transfer-way = { $from } → { $to }
transfer-days =
    { $n ->
        [0] offered today
        [one] offered { $n } day ago
       *[other] offered { $n } days ago
    }
transfer-late =
    { $n ->
        [one] { $n } value came later and differs from ours
       *[other] { $n } values came later and differ from ours
    }
transfer-not-arrived = The content has not arrived yet
transfer-not-arrived-hint = It comes with the next bundle from the centre, or cannot be read by this program.
transfer-state-accepted-here = Goes on here
transfer-see = See what was handed on
transfer-accept = Accept the case
transfer-accept-finish = Accept
transfer-known = Is { $name } registered here already?
transfer-register-anew = No, register anew
transfer-is-known = Yes, it is { $name }
transfer-refuse = Refuse the case
transfer-refuse-finish = Refuse
transfer-refuse-reason = Why? The other office reads it.
transfer-history = What was done there
transfer-signed = { $signed } of { $of } changes are proven by a signature inside; the centre has checked all of them.
transfer-withheld = A change that also spoke of others; its content stayed there
offer-title = Offer to another office
offer-finish = Offer the case
offer-consent = { $who }, { $day }
offer-no-consent = Without a consent
offer-no-consent-hint = Only where somebody is in danger, with the reason in writing.
offer-part = { $part } ({ $n })
offer-along-hint = The case and the client always go along. The appeal stays here.
offer-note = The case stays with you and is worked on until the other office has answered. What you write meanwhile follows.
stub-gone = The case goes on at { $office } under the number { $number } since { $day }. Nothing new is written here but a late note.
stub-from = Came from { $office }, offered on { $day }.
stub-offered = Offered to { $office } on { $day }.
withdraw-title = Take the offer back
withdraw-finish = Take back
withdraw-reason = Why?
withdraw-hint = If the answer of the other office reaches the centre first, the answer counts.
late-note-title = Late note
late-note-finish = Write the note
late-note-reason = Why does it come late?
late-title = Came later from the other office
late-hint = Ours stands until somebody decides. Both stay in the history.
late-ours = Here
late-theirs = There
late-keep = Keep ours
late-take = Take theirs
today-transfers =
    { $n ->
        [one] { $n } case between offices waits for you
       *[other] { $n } cases between offices wait for you
    }
