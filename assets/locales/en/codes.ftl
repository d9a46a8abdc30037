# The words for every code of the closed lists (crates/domain/src/codes.rs), for fields, kinds of record and actions.
# Keys are <list>-<code>. The words of the law and of the office; a code itself never reaches the screen.

# Sex as in the document.
sex-female = Female
sex-male = Male

# Risk: how fast the office must act. The tag stands alone beside a name.
risk-low = Low
risk-medium = Medium
risk-high = High
risk-none = Not set
risk-tag-low = Low risk
risk-tag-medium = Medium risk
risk-tag-high = High risk
risk-tag-none = Risk not set

# Level of an office.
level-etrap = Etrap office
level-velayat = Velayat office
level-centre = Centre

# Role of a worker.
role-specialist = Specialist in social work
role-social_worker = Social worker
role-supervisor = Supervisor of the office
role-coordinator = Coordinator
role-administrator = Administrator

# How an appeal reached the office.
channel-self = The person came or called
channel-family = Relative
channel-neighbour = Neighbour
channel-gengesh = Geňeş
channel-school = School or kindergarten
channel-clinic = Clinic or hospital
channel-police = Police
channel-hotline = Hotline
channel-outreach = Our own round
channel-other = Letter or another office

# What became of an appeal.
appeal-decision-open = Not decided yet
appeal-decision-accepted = Accepted
appeal-decision-refused = Refused

# Whether a case is being worked on.
case-status-open = Open
case-status-closed = Closed
case-outcome-transferred = Went to another office
case-outcome-not_transferred = Kept by the office that offered it

# Where a visit took place.
visit-kind-home = At home
visit-kind-office = In our office
visit-kind-telephone = By telephone
visit-kind-institution = In an institution, school or clinic

# Place in a household.
member-role-head = Head of the household
member-role-spouse = Husband or wife
member-role-child = Son or daughter
member-role-parent = Father or mother
member-role-grandparent = Grandfather or grandmother
member-role-grandchild = Grandchild
member-role-sibling = Brother or sister
member-role-relative = Other relative
member-role-other = Not related

# What one person is to another.
tie-parent = Father or mother
tie-spouse = Husband or wife
tie-guardian = Guardian (hossar)
tie-caregiver = Gives daily care
tie-sibling = Brother or sister
tie-relative = Other relative
tie-support = Neighbour or friend who helps

# What a person allows.
purpose-services = To be served and visited
purpose-sharing = To pass the data on to named bodies
purpose-statistics = To be counted in statistics

# Client groups.
client-group-disability = Person with disability
client-group-large_family = Large family
client-group-lonely_older = Lonely older person
client-group-older_chronic = Older person with a chronic illness
client-group-child_without_care = Child without parental care
client-group-woman_violence = Woman subjected to violence
client-group-youth_at_risk = Young person at risk
client-group-leaving_institution = Leaving an institution

# Why something is due.
due-kind-first_visit = First visit
due-kind-visit = Visit
due-kind-agreed_visit = Agreed visit

# Kinds of record.
kind-person = Person
kind-household = Household
kind-membership = Member of a household
kind-relationship = Link between two people
kind-consent = Consent
kind-appeal = Appeal
kind-case = Case
kind-visit = Visit
kind-note = Note
kind-task = Task
kind-attachment = File
kind-office = Office
kind-device = Computer
kind-worker = Worker
kind-incident = Incident of a computer
kind-lost_change = Change declared lost
kind-transfer = Transfer of a case

# How likely two registrations are one person, and why.
likelihood-possible = Possibly the same person
likelihood-likely = Likely the same person
likelihood-very_likely = Very likely the same person
reason-same_document = Same document number
reason-similar_document = Document number nearly the same
reason-same_birth_date = Same date of birth
reason-day_and_month_swapped = Day and month of birth swapped
reason-similar_birth_date = Date of birth nearly the same
reason-same_birth_month = Born in the same month
reason-same_birth_year = Born in the same year
reason-near_birth_year = Born about the same year
reason-same_name = Same name
reason-same_name_other_script = Same name in another script
reason-names_swapped = Surname and name swapped
reason-similar_name = Similar name
reason-same_surname = Same surname
reason-similar_surname = Similar surname
reason-same_former_surname = Same as the former surname
reason-same_given_name = Same given name
reason-similar_given_name = Similar given name
reason-same_patronymic = Same father’s name
reason-similar_patronymic = Similar father’s name
reason-same_phone = Same telephone
reason-same_address = Same address
reason-similar_address = Similar address
reason-same_place = Same place
reason-different_sex = But: sex differs
reason-different_birth_date = But: date of birth differs
reason-different_surname = But: surname differs
reason-different_given_name = But: given name differs
reason-different_patronymic = But: father’s name differs
reason-different_document = But: document number differs

# Fields, as questions and histories name them.
field-voided = Hidden, with the reason
field-person-surname = Surname
field-person-given_name = Given name
field-person-patronymic = Father’s name (patronymic)
field-person-former_surname = Former surname
field-person-name_in_document = Name as in the document
field-person-sex = Sex
field-person-born = Date of birth
field-person-born_estimated = Date of birth is an estimate
field-person-document_number = Document series and number
field-person-document_issuer = Document issued by
field-person-phone = Telephone
field-person-place = City, village or geňeşlik
field-person-street = Street
field-person-house = House, flat
field-person-language = Language spoken
field-person-communication_need = What is needed to talk
field-person-disability = Disability
field-person-external_number = Number in the old register
field-person-died_on = Day of death
field-household-name = Name of the household
field-household-place = City, village or geňeşlik
field-household-street = Street
field-household-house = House, flat
field-household-housing = Housing
field-household-income = Income
field-household-main_caregiver = Main caregiver
field-membership-household = Household
field-membership-person = Person
field-membership-role = Place in the household
field-membership-since = Lives here since
field-membership-until = Lived here until
field-relationship-person = Person
field-relationship-tie = What they are to each other
field-relationship-to = The other person
field-relationship-since = Since
field-relationship-until = Until
field-consent-person = Person
field-consent-given_by = Given by
field-consent-purposes = What is allowed
field-consent-withheld = What is not allowed
field-consent-given_on = Given on
field-consent-expires_on = Valid until
field-consent-withdrawn_on = Withdrawn on
field-appeal-number = Number
field-appeal-journal_number = Number in the paper journal
field-appeal-received_on = Day received
field-appeal-channel = How it reached us
field-appeal-reporter_name = Who reports
field-appeal-reporter_phone = Telephone of who reports
field-appeal-person = Person in need
field-appeal-reason = Reason in own words
field-appeal-urgency = Urgency
field-appeal-decision = Decision
field-appeal-decision_reason = Reason for the decision
field-case-number = Case number
field-case-person = Client
field-case-household = Client household
field-case-appeal = Appeal
field-case-groups = Client groups
field-case-opened_on = Opened on
field-case-status = State of the case
field-case-outcome = What became of it
field-case-risk = Risk level
field-case-risk_reason = Reason for the risk level
field-case-office = Office in charge
field-case-worker = Worker in charge
field-case-wishes = What the client wants
field-visit-case = Case
field-visit-visited_on = Day of the visit
field-visit-kind = Where
field-visit-met = Who was met
field-visit-seen = Client seen
field-visit-findings = What was seen and said
field-visit-next_step = What was agreed
field-visit-next_visit_on = Next visit
field-visit-not_seen_reason = Why the client was not seen
field-visit-worker = Who visited
field-note-case = Case
field-note-noted_on = Day
field-note-text = Note
field-note-worker = Who wrote it
field-task-case = Case
field-task-text = What to do
field-task-due_on = By when
field-task-worker = For whom
field-task-done_on = Done on
field-transfer-from = Giving office
field-transfer-to = Receiving office
field-transfer-case = Case
field-transfer-reason = Why it is handed on
field-transfer-risk = How urgent
field-transfer-consent = Consent to pass data on
field-transfer-without_consent = Why without a consent
field-transfer-along = What goes along
field-transfer-word = A word to the office
field-transfer-offered_by = Offered by
field-transfer-offered_on = Offered on
field-transfer-withdrawn = Why the offer was taken back
field-transfer-answer = Answer
field-transfer-answer_reason = Reason for the answer
field-transfer-answered_by = Answered by
field-transfer-answered_on = Answered on
field-transfer-number = Number at the receiving office
field-transfer-held_back = Why the centre does not pass it on
field-transfer-outcome = What became of it
field-transfer-forwarded_on = Passed on by the centre on
field-transfer-decided_on = Decided by the centre on
field-attachment-about = Belongs to
field-attachment-name = Name of the file
field-attachment-content = Content
field-attachment-bytes = Size
field-attachment-media_type = Kind of file
field-office-code = Code of the office
field-office-name = Name of the office
field-office-territory = Territory
field-office-level = Level
field-device-name = Name of the computer
field-device-office = Office
field-device-mark = Mark in its numbers
field-worker-name = Name
field-worker-role = Role
field-worker-office = Office

# What somebody did. In the history, and in the bar that offers to take it back.
action-create_office = Office set up
action-begin_office = Office set up
action-add_worker = Worker added
action-change_settings = Settings changed
action-register_person = Person registered
action-change_person = Person’s details changed
action-add_relationship = Two people linked
action-void_record = Record hidden
action-record_consent = Consent recorded
action-withdraw_consent = Consent withdrawn
action-register_household = Household registered
action-change_household = Household changed
action-add_member = Member added to the household
action-end_membership = Member left the household
action-take_appeal = Appeal taken
action-decide_appeal = Appeal decided
action-open_case = Case opened
action-close_case = Case closed
action-change_risk = Risk level changed
action-assign_case = Case given to a worker
action-record_visit = Visit recorded
action-write_note = Note written
action-add_task = Task added
action-finish_task = Task done
action-attach_file = File added
action-decide = Question decided
action-decide_question = Question decided
action-undo = Last action taken back
action-undo_receipt = Bundle taken back as a whole
action-ask_about = The author of an answer asked
action-import_step = Taken from a sheet
action-import_person = Person taken from a sheet
action-let_join = Computer let in
action-begin_new_life = Computer began anew after an old copy or a move
action-note_incident = Incident of a computer noticed
action-settle_incident = Incident of a computer looked into
action-declare_lost = Change declared lost
action-offer_case = Case offered to another office
action-withdraw_offer = Offer taken back
action-forward_transfer = Offer passed on by the centre
action-hold_back_transfer = Offer held back by the centre
action-accept_transfer = Case of another office accepted
action-refuse_transfer = Case of another office refused
action-decide_transfer = The centre said what became of an offer
action-send_after_transfer = What came later from the other office
action-weigh_late = Decided about what came later
action-write_late_note = Late note written
action-unknown = Changed by a newer program

yes = Yes
no = No

# Transfers of cases between offices.
along-household = The household
along-visits = Visits
along-notes = Notes
along-consents = Consents
along-tasks = Tasks not done
along-files = Files
transfer-answer-accepted = Accepted
transfer-answer-refused = Refused
transfer-outcome-accepted = Goes on at the other office
transfer-outcome-refused = Stays: refused
transfer-outcome-withdrawn = Stays: offer taken back
held-back-unreadable = What was handed on cannot be read.
held-back-another_case = What was handed on is of another case.
held-back-unknown_change = It holds changes the centre does not have.
held-back-differs = It says something else than the records at the centre.
held-back-unknown_office = The office it is offered to is not known.
transfer-state-offered = Offered, on its way
transfer-state-held_back = Held back by the centre
transfer-state-waiting = Waits for an answer
transfer-state-withdrawing = Taken back, not confirmed yet
transfer-state-accepting = Accepted, not confirmed yet
transfer-state-refusing = Refused, on its way back
transfer-state-accepted = Goes on at the other office
transfer-state-refused = Refused
transfer-state-withdrawn = Taken back
