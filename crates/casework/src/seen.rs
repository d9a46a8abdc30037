//! What a form was opened on, so that saving it later does not claim to have seen what came in between.
//!
//! A form can stand open while a bundle is taken over. What the worker changed is told from what the form was opened on, not from the
//! record as it stands, so nothing that came meanwhile is put back by accident. And a field that was written meanwhile is not written
//! over: the worker is shown both first, and then decides.

use crate::error::CaseworkError;
use goldaw_changes::diff;
use goldaw_domain::{Fields, Record};
use goldaw_store::{Document, Reader, StoreError, Write};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;

/// The fields of a record as a form was opened on them. Screens pass it back as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Seen(BTreeMap<String, SeenField>);

/// One field as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SeenField {
    /// The value shown.
    pub value: Value,
    /// The beginnings of the names of the changes whose values counted, in order.
    pub live: Vec<String>,
}

/// Returns a record as a form opened now sees it.
pub(crate) fn seen(read: &Reader<'_>, document: &Document) -> Result<Seen, StoreError> {
    let mut live = live(read, document)?;
    let fields = document.fields.iter();
    let seen = fields.map(|(field, value)| {
        let live = live.remove(field).unwrap_or_default();
        let value = value.clone();
        (field.clone(), SeenField { value, live })
    });
    let mut seen: BTreeMap<String, SeenField> = seen.collect();
    // Fields that were emptied count too.
    for (field, live) in live {
        let value = Value::Null;
        seen.insert(field, SeenField { value, live });
    }
    Ok(Seen(seen))
}

fn live(
    read: &Reader<'_>,
    document: &Document,
) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    const BEGINNING: usize = 16;
    let mut live: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, change) in read.live_changes(document.id)? {
        let mut name = change.to_string();
        name.truncate(BEGINNING);
        live.entry(field).or_default().push(name);
    }
    Ok(live)
}

/// Prepares what the form of a whole record writes: what the worker changed since it was opened. Without `seen` the record as it stands
/// counts as seen.
///
/// # Errors
/// As [`refuse_meanwhile`].
pub(crate) fn difference_since<R: Record>(
    read: &Reader<'_>,
    before: &Document,
    after: &R,
    seen: Option<&Seen>,
) -> Result<Write, CaseworkError> {
    let Some(Seen(opened_on)) = seen else {
        return Ok(Write::difference(before, after));
    };
    let opened_on: Fields = opened_on
        .iter()
        .map(|(field, seen)| (field.clone(), seen.value.clone()))
        .collect();
    let known = R::from_fields(&opened_on).map_or_else(Fields::new, |record| record.to_fields());
    let write = Write {
        record: before.id,
        kind: R::KIND,
        fields: diff(&known, &after.to_fields()),
    };
    refuse_meanwhile(read, before, &write, seen)?;
    Ok(write)
}

/// Refuses to write over what the form was not opened on.
///
/// # Errors
/// `ChangedMeanwhile` with the fields that somebody else has written since, to other values.
pub(crate) fn refuse_meanwhile(
    read: &Reader<'_>,
    before: &Document,
    write: &Write,
    seen: Option<&Seen>,
) -> Result<(), CaseworkError> {
    let Some(Seen(seen)) = seen else {
        return Ok(());
    };
    let now = live(read, before)?;
    let nothing = Vec::new();
    let written_meanwhile = |field: &String, value: &Value| {
        let live_then = seen.get(field).map_or(&nothing, |seen| &seen.live);
        let live_now = now.get(field).unwrap_or(&nothing);
        let shown = before.fields.get(field).unwrap_or(&Value::Null);
        live_then != live_now && (shown != value || live_now.len() > 1)
    };
    let fields = write.fields.iter();
    let fields: Vec<String> = fields
        .filter(|(field, value)| written_meanwhile(field, value))
        .map(|(field, _)| field.clone())
        .collect();
    if fields.is_empty() {
        Ok(())
    } else {
        Err(CaseworkError::ChangedMeanwhile { fields })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{ChangeRisk, case, change_risk};
    use crate::people::{ChangePerson, change_person, person};
    use crate::testing::{Office, a_case, a_person, office};
    use goldaw_domain::codes::Risk;
    use goldaw_domain::ids::PersonId;
    use goldaw_domain::records::Person;

    /// Two computers that hold the same person.
    fn two_with_a_person() -> (Office, Office, PersonId) {
        let mut one = office();
        let id = a_person(&mut one.session, "Orazowa", "Maral");
        let (one, two) = one.twins();
        (one, two, id)
    }

    fn change(
        office: &mut Office,
        id: PersonId,
        seen: &Seen,
        person: Person,
    ) -> Result<(), CaseworkError> {
        let request = ChangePerson {
            id,
            person,
            seen: Some(seen.clone()),
            reason: None,
        };
        change_person(&mut office.session, request).map(|_| ())
    }

    fn phone(person: &Person, phone: &str) -> Person {
        Person {
            phone: Some(phone.to_owned()),
            ..person.clone()
        }
    }

    #[test]
    fn saving_puts_nothing_back_that_came_while_the_form_was_open() {
        let (mut one, mut two, id) = two_with_a_person();
        let opened = person(&mut one.session, id).unwrap();
        let there = person(&mut two.session, id).unwrap();
        change(&mut two, id, &there.seen, phone(&there.person, "12 34")).unwrap();
        one.take_over_from(&two);
        let street = Person {
            street: Some("Magtymguly".to_owned()),
            ..opened.person.clone()
        };
        change(&mut one, id, &opened.seen, street).unwrap();
        let now = person(&mut one.session, id).unwrap().person;
        assert_eq!(now.street.as_deref(), Some("Magtymguly"));
        assert_eq!(now.phone.as_deref(), Some("12 34"), "what came stays");
    }

    #[test]
    fn a_field_written_meanwhile_is_shown_before_it_is_written_over() {
        let (mut one, mut two, id) = two_with_a_person();
        let opened = person(&mut one.session, id).unwrap();
        let there = person(&mut two.session, id).unwrap();
        change(&mut two, id, &there.seen, phone(&there.person, "12 34")).unwrap();
        one.take_over_from(&two);
        let mine = phone(&opened.person, "56 78");
        let refused = change(&mut one, id, &opened.seen, mine.clone()).unwrap_err();
        assert!(
            matches!(&refused, CaseworkError::ChangedMeanwhile { fields } if fields == &["phone"]),
            "{refused:?}"
        );
        // The same words are no conflict, and whoever has looked again may decide.
        let theirs = phone(&opened.person, "12 34");
        change(&mut one, id, &opened.seen, theirs).unwrap();
        let again = person(&mut one.session, id).unwrap();
        change(&mut one, id, &again.seen, mine).unwrap();
        let now = person(&mut one.session, id).unwrap().person;
        assert_eq!(now.phone.as_deref(), Some("56 78"));
    }

    #[test]
    fn a_second_answer_that_came_meanwhile_is_not_decided_unseen() {
        let mut one = office();
        let id = a_case(&mut one.session, Risk::High);
        let (mut one, mut two) = one.twins();
        let level = |risk, seen: Option<&Seen>| ChangeRisk {
            id,
            risk,
            reason: "as seen".to_owned(),
            seen: seen.cloned(),
        };
        change_risk(&mut two.session, level(Risk::Low, None)).unwrap();
        change_risk(&mut one.session, level(Risk::Medium, None)).unwrap();
        let opened = case(&mut one.session, id).unwrap();
        one.take_over_from(&two);
        let refused = change_risk(&mut one.session, level(Risk::High, Some(&opened.seen)));
        assert!(
            matches!(&refused, Err(CaseworkError::ChangedMeanwhile { fields }) if fields.contains(&"risk".to_owned())),
            "{refused:?}"
        );
        let again = case(&mut one.session, id).unwrap();
        assert_eq!(again.card.questions, 1, "the question stays open");
        change_risk(&mut one.session, level(Risk::High, Some(&again.seen))).unwrap();
        assert_eq!(case(&mut one.session, id).unwrap().card.questions, 0);
    }
}
