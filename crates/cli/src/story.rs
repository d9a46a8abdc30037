//! The people and texts of the practice story. Invented, and in Turkmen as an office would write them: they are records, not messages.

use goldaw_casework::visits::{RecordVisit, WriteNote};
use goldaw_domain::codes::{Channel, Risk, Sex, VisitKind};
use goldaw_domain::ids::CaseId;
use goldaw_domain::records::{Appeal, Household, Person};

/// Password of every worker of the practice district.
pub const PASSWORD: &str = "tejribe-2026";

/// The person the story is about.
pub fn grandmother() -> Person {
    Person {
        surname: Some("Çarymyradowa".into()),
        given_name: Some("Ogulgerek".into()),
        patronymic: Some("Amanowna".into()),
        sex: Some(Sex::Female),
        born: "1955".to_owned().try_into().ok(),
        document_number: Some("I-AH 480069".into()),
        phone: Some("+99365 112233".into()),
        place: Some("Gökje".into()),
        street: Some("Garagum".into()),
        house: Some("12".into()),
        ..Person::default()
    }
}

/// Her grandson, who lives with her.
pub fn grandson() -> Person {
    Person {
        surname: Some("Çarymyradow".into()),
        given_name: Some("Serdar".into()),
        sex: Some(Sex::Male),
        born: "2016-04-11".to_owned().try_into().ok(),
        place: Some("Gökje".into()),
        street: Some("Garagum".into()),
        house: Some("12".into()),
        ..Person::default()
    }
}

/// The same person as another clerk would have written her, in Russian letters.
pub fn grandmother_in_russian() -> Person {
    Person {
        surname: Some("Чарымурадова".into()),
        given_name: Some("Огулгерек".into()),
        born: "1955".to_owned().try_into().ok(),
        place: Some("Гёкдже".into()),
        ..Person::default()
    }
}

/// Their household.
pub fn household() -> Household {
    Household {
        name: Some("Çarymyradowa Ogulgerek".into()),
        place: Some("Gökje".into()),
        street: Some("Garagum".into()),
        house: Some("12".into()),
        housing: Some("Iki otag, kömür peji. Guýy 200 ädim aralykda.".into()),
        ..Household::default()
    }
}

/// The neighbour's call.
pub fn appeal(person: goldaw_domain::ids::PersonId, on: chrono::NaiveDate) -> Appeal {
    Appeal {
        received_on: Some(on),
        channel: Some(Channel::Neighbour),
        reporter_name: Some("Goňşusy Sona".into()),
        person: Some(person),
        reason: Some(
            "Ogulgerek daýza ýeke galýar, peji ýakmaga kömri ýok, özi suw getirip bilenok.".into(),
        ),
        urgency: Some(Risk::High),
        ..Appeal::default()
    }
}

/// The first visit.
pub fn visit(case: CaseId, on: chrono::NaiveDate) -> RecordVisit {
    RecordVisit {
        case,
        visited_on: on,
        kind: VisitKind::Home,
        seen: true,
        met: Some("Ogulgerek daýza, agtygy".into()),
        findings: Some("Çep dyzy iki hepde bäri agyrýar, hasaly ýöreýär. Kömür ýok, pej gamyş bilen ýakylýar. Goňşusy çörek getirýär.".into()),
        next_step: Some("Kömür üçin ýüztutma; öýe lukman çagyrmak.".into()),
        next_visit_on: on.checked_add_days(chrono::Days::new(4)),
        not_seen_reason: None,
    }
}

/// A note after it.
pub fn note(case: CaseId, on: chrono::NaiveDate) -> WriteNote {
    WriteNote {
        case,
        noted_on: Some(on),
        text: "Geňeşlik bilen gepleşildi: kömür şu hepdede geler.".into(),
    }
}
