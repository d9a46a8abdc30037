//! Slots: who gets in, who does not, and what a colleague can do for another.

use super::*;
use crate::SystemRandomness;

fn worker(name: &str) -> NewWorker<'_> {
    NewWorker {
        worker: Uuid::from_u128(name.len() as u128),
        name,
        password: "uzyn parol",
        cost: Cost::FLOOR,
    }
}

#[test]
fn the_right_password_opens_and_a_wrong_one_is_told_apart_from_damage() {
    let (mut slots, opened) = KeySlots::create(worker("Ogulgerek"), &mut SystemRandomness).unwrap();
    let again = slots.open(opened.worker, "uzyn parol").unwrap();
    assert_eq!(again.database_key, opened.database_key);
    assert_eq!(again.database_salt, opened.database_salt);
    assert_eq!(again.keys.sign_public(), opened.keys.sign_public());
    assert_eq!(
        slots.open(opened.worker, "uzyn Parol").unwrap_err(),
        TrustError::WrongPassword
    );
    assert_eq!(
        slots.open(Uuid::from_u128(99), "uzyn parol").unwrap_err(),
        TrustError::UnknownWorker
    );
    let last = slots.slots[0].sealed.len() - 1;
    slots.slots[0].sealed[last] ^= 1;
    assert_eq!(
        slots.open(opened.worker, "uzyn parol").unwrap_err(),
        TrustError::Damaged
    );
}

#[test]
fn a_colleague_lets_a_new_worker_in_without_her_own_password_and_can_take_it_back() {
    let (mut slots, opened) = KeySlots::create(worker("Maral"), &mut SystemRandomness).unwrap();
    let new = NewWorker {
        password: "başga söz!",
        ..worker("Jeren A.")
    };
    slots.add_slot(&opened, new, &mut SystemRandomness).unwrap();
    assert_eq!(slots.generation(), 2);
    let second = slots.open(new.worker, "başga söz!").unwrap();
    assert_eq!(second.database_key, opened.database_key);
    assert_ne!(second.keys.sign_public(), opened.keys.sign_public());
    assert_eq!(
        slots
            .add_slot(&opened, new, &mut SystemRandomness)
            .unwrap_err(),
        TrustError::WorkerHasSlot
    );
    assert_eq!(
        slots.remove_slot(&opened, opened.worker).unwrap_err(),
        TrustError::SlotMustStay
    );
    slots.remove_slot(&opened, new.worker).unwrap();
    assert_eq!(
        slots.open(new.worker, "başga söz!").unwrap_err(),
        TrustError::UnknownWorker
    );
    assert_eq!(
        slots.owners(),
        [SlotOwner {
            worker: opened.worker,
            name: "Maral".into()
        }]
    );
}

#[test]
fn a_new_password_keeps_the_keys_and_retires_the_old_password() {
    let (mut slots, opened) = KeySlots::create(worker("Maral"), &mut SystemRandomness).unwrap();
    slots
        .replace_password(&opened, "täze açar söz", Cost::FLOOR, &mut SystemRandomness)
        .unwrap();
    let again = slots.open(opened.worker, "täze açar söz").unwrap();
    assert_eq!(again.keys.sign_public(), opened.keys.sign_public());
    assert_eq!(
        slots.open(opened.worker, "uzyn parol").unwrap_err(),
        TrustError::WrongPassword
    );
}

#[test]
fn a_short_password_changes_nothing() {
    let (mut slots, opened) = KeySlots::create(worker("Maral"), &mut SystemRandomness).unwrap();
    let before = slots.clone();
    let short = NewWorker {
        password: "gysga",
        ..worker("Jeren A.")
    };
    let refused = TrustError::PasswordTooShort { at_least: 8 };
    assert_eq!(
        slots
            .add_slot(&opened, short, &mut SystemRandomness)
            .unwrap_err(),
        refused
    );
    assert_eq!(
        slots.replace_password(&opened, "gysga", Cost::FLOOR, &mut SystemRandomness),
        Err(refused)
    );
    assert_eq!(slots, before);
}

#[test]
fn a_cost_below_the_floor_is_refused_before_any_guess() {
    let (mut slots, opened) = KeySlots::create(worker("Maral"), &mut SystemRandomness).unwrap();
    slots.slots[0].header.memory_kib = 8;
    assert_eq!(slots.check(), Err(TrustError::CostOutOfRange));
    assert_eq!(
        slots.open(opened.worker, "uzyn parol").unwrap_err(),
        TrustError::CostOutOfRange
    );
}

#[test]
fn a_slot_header_swapped_under_the_same_secret_does_not_open() {
    let (mut slots, opened) = KeySlots::create(worker("Maral"), &mut SystemRandomness).unwrap();
    slots.slots[0].header.name = "Merjen".into();
    assert_eq!(
        slots.open(opened.worker, "uzyn parol").unwrap_err(),
        TrustError::WrongPassword
    );
}

#[test]
fn debug_shows_no_secret() {
    let (_, opened) = KeySlots::create(worker("Maral"), &mut SystemRandomness).unwrap();
    assert_eq!(format!("{:?}", opened.database_key), "DatabaseKey(..)");
    assert_eq!(format!("{:?}", opened.keys), "WorkerKeys(..)");
    assert!(!format!("{opened:?}").contains("salt"));
}
