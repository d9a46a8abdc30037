//! The table of contents of the product: every call a screen may make, with what it sends and what it gets back.
//!
//! One line a call. `desk` calls are answered whatever the stage; `session` calls need a worker signed in. The same table makes the
//! dispatch and the TypeScript interface `Api`, so a screen cannot ask for something that is not here.

use crate::desk::Desk;
use goldaw_casework as casework;
use goldaw_casework::refusal::{Nothing, Refusal};
use serde_json::Value;

use casework::appeals::{AppealView, DecideAppeal};
use casework::attachments::{AttachFile, AttachmentLine, SaveAttachment};
use casework::cases::{AssignCase, CaseView, CasesPage, ChangeRisk, ListCases, OpenCase};
use casework::consents::{ConsentView, WithdrawConsent};
use casework::dictated::{DictatedReceipt, ReceiptTyped, ToDictate, TypeReceipt};
use casework::drafts::{Draft, DraftKey};
use casework::enrolment::{AcceptJoinAnswer, AskToJoin, JoinRequest, LetJoin};
use casework::exchange::{Carriers, CountHandOver, HandOver, HandOverCount, HandedOver};
use casework::find::{Find, Found};
use casework::history::{HistoryEntry, HistoryOf};
use casework::households::{
    AddMember, ChangeHousehold, EndMembership, HouseholdView, RegisterHousehold,
};
use casework::import::{ImportCheck, ImportProgress, ImportSheet, ReadSheet, SheetView};
use casework::incidents::{IncidentLine, SettleIncident};
use casework::missing::{DeclareLost, MissingLine};
use casework::offices::OfficeLine;
use casework::people::{
    AddRelationship, ChangePerson, DuplicateHint, ListPeople, PeoplePage, PersonView, VoidRecord,
};
use casework::progress::Progress;
use casework::questions::{AskAbout, Decide, Question};
use casework::receive::{
    LastReceipt, LeftOutLine, LookIn, Parcel, ParcelLine, ParcelPreview, TakenOver, UndoReceipt,
};
use casework::relay::{PassOn, PassedOn};
use casework::session::{CreateOffice, Opened, StartState, Unlock};
use casework::settings::{AddWorker, ChangeSettings, Settings};
use casework::status::{Status, Undo};
use casework::tasks::{AddTask, TaskLine};
use casework::today::Today;
use casework::transfer::{
    AcceptTransfer, OfferCase, OfferForm, RefuseTransfer, TransferLine, TransferView, WeighLate,
    WithdrawOffer, WriteLateNote,
};
use casework::visits::{RecordVisit, WriteNote};
use goldaw_casework::cards::{CaseCard, WorkerCard};
use goldaw_domain::ids::{AppealId, CaseId, HouseholdId, PersonId, RecordId};
use goldaw_domain::records::{Appeal, Consent, Person};

macro_rules! calls {
    (
        desk { $($desk_call:ident: $desk_request:ty => $desk_reply:ty;)+ }
        session { $($room:ident::$call:ident: $request:ty => $reply:ty;)+ }
    ) => {
        /// Names of all calls, in the order of the table.
        pub const CALLS: &[&str] = &[$(stringify!($desk_call),)+ $(stringify!($call),)+];

        /// Answers one call of a screen.
        ///
        /// The body is the request as JSON. A refusal changes nothing: `unknown-call` and `unreadable-request` are faults of the
        /// screen, `locked` means that nobody is signed in, all others are those of the use case.
        pub fn dispatch(desk: &Desk, name: &str, body: Value) -> Result<Value, Refusal> {
            match name {
                $(stringify!($desk_call) => {
                    let request: $desk_request = crate::read(body)?;
                    let reply: $desk_reply = desk.$desk_call(request)?;
                    crate::written(&reply)
                })+
                $(stringify!($call) => {
                    let request: $request = crate::read(body)?;
                    let reply: $reply = desk.with_session(|session| casework::$room::$call(session, request))?;
                    crate::written(&reply)
                })+
                _ => Err(Refusal::of("unknown-call")),
            }
        }

        /// Writes the TypeScript types of all calls into `folder`, with `Api.ts` naming what each call sends and gets.
        pub fn export_bindings(folder: &std::path::Path) -> Result<(), crate::bindings::BindingsError> {
            let mut export = crate::bindings::Export::into(folder)?;
            $(export.call::<$desk_request, $desk_reply>(stringify!($desk_call))?;)+
            $(export.call::<$request, $reply>(stringify!($call))?;)+
            export.finish()
        }
    };
}

calls! {
    desk {
        start_state: Nothing => StartState;
        create_office: CreateOffice => Opened;
        unlock: Unlock => Opened;
        lock: Nothing => Nothing;
        progress: Nothing => Progress;
        cancel: Nothing => Nothing;
    }
    session {
        // Settings and workers.
        settings::settings: Nothing => Settings;
        settings::change_settings: ChangeSettings => Opened;
        settings::add_worker: AddWorker => WorkerCard;
        // The day.
        today::today: Nothing => Today;
        status::status: Nothing => Status;
        status::undo: Undo => Nothing;
        drafts::save_draft: Draft => Draft;
        drafts::draft: DraftKey => Option<Draft>;
        drafts::drop_draft: DraftKey => Nothing;
        // People and households.
        find::find: Find => Found;
        people::people: ListPeople => PeoplePage;
        people::person: PersonId => PersonView;
        people::possible_duplicates: Person => Vec<DuplicateHint>;
        people::register_person: Person => PersonId;
        people::change_person: ChangePerson => PersonView;
        people::add_relationship: AddRelationship => PersonView;
        people::void_record: VoidRecord => Nothing;
        consents::record_consent: Consent => ConsentView;
        consents::withdraw_consent: WithdrawConsent => ConsentView;
        households::household: HouseholdId => HouseholdView;
        households::register_household: RegisterHousehold => HouseholdId;
        households::change_household: ChangeHousehold => HouseholdView;
        households::add_member: AddMember => HouseholdView;
        households::end_membership: EndMembership => HouseholdView;
        history::history: HistoryOf => Vec<HistoryEntry>;
        // Appeals and cases.
        appeals::appeals: Nothing => Vec<AppealView>;
        appeals::appeal: AppealId => AppealView;
        appeals::take_appeal: Appeal => AppealView;
        appeals::decide_appeal: DecideAppeal => AppealView;
        cases::cases: ListCases => CasesPage;
        cases::case: CaseId => CaseView;
        cases::open_case: OpenCase => CaseId;
        cases::change_risk: ChangeRisk => CaseCard;
        cases::assign_case: AssignCase => CaseCard;
        visits::record_visit: RecordVisit => RecordId;
        visits::write_note: WriteNote => RecordId;
        tasks::add_task: AddTask => TaskLine;
        tasks::finish_task: RecordId => TaskLine;
        attachments::attach_file: AttachFile => AttachmentLine;
        attachments::save_attachment: SaveAttachment => String;
        // Cases that go from one office to another.
        transfer::transfers: Nothing => Vec<TransferLine>;
        transfer::transfer: RecordId => TransferView;
        transfer::offer_form: CaseId => OfferForm;
        transfer::offer_case: OfferCase => RecordId;
        transfer::withdraw_offer: WithdrawOffer => Nothing;
        transfer::accept_transfer: AcceptTransfer => CaseId;
        transfer::refuse_transfer: RefuseTransfer => Nothing;
        transfer::weigh_late: WeighLate => Nothing;
        transfer::write_late_note: WriteLateNote => RecordId;
        // Handing over and receiving.
        exchange::carriers: Nothing => Carriers;
        exchange::count_hand_over: CountHandOver => HandOverCount;
        exchange::hand_over: HandOver => HandedOver;
        receive::look_in: LookIn => Vec<ParcelLine>;
        receive::preview_parcel: Parcel => ParcelPreview;
        receive::take_over: Parcel => TakenOver;
        receive::last_receipt: Nothing => Option<LastReceipt>;
        receive::undo_receipt: UndoReceipt => Nothing;
        receive::left_out_changes: Nothing => Vec<LeftOutLine>;
        relay::pass_on: PassOn => PassedOn;
        dictated::receipts_to_dictate: ToDictate => Vec<DictatedReceipt>;
        dictated::type_receipt: TypeReceipt => ReceiptTyped;
        enrolment::ask_to_join: AskToJoin => JoinRequest;
        enrolment::read_join_request: Parcel => JoinRequest;
        enrolment::let_join: LetJoin => HandedOver;
        enrolment::accept_join_answer: AcceptJoinAnswer => Settings;
        offices::offices: Nothing => Vec<OfficeLine>;
        missing::missing_changes: Nothing => Vec<MissingLine>;
        missing::declare_lost: DeclareLost => Nothing;
        incidents::incidents: Nothing => Vec<IncidentLine>;
        incidents::settle_incident: SettleIncident => Nothing;
        // Questions to decide.
        questions::questions: Nothing => Vec<Question>;
        questions::decide: Decide => Nothing;
        questions::decide_all: Vec<Decide> => Nothing;
        questions::ask_about: AskAbout => Nothing;
        // Import.
        import::read_sheet: ReadSheet => SheetView;
        import::check_import: ImportSheet => ImportCheck;
        import::import_step: ImportSheet => ImportProgress;
    }
}
