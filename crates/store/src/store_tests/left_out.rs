//! What cannot be taken is kept aside in bounds, and forgotten once it is in the log.

use super::*;
use crate::LeftOutChange;
use goldaw_changes::RawChange;
use goldaw_domain::ids::DeviceId;

fn rubbish(number: u32, bytes: usize) -> RawChange {
    RawChange {
        header: number.to_be_bytes().to_vec(),
        payload: Some(vec![7; bytes]),
    }
}

fn bringer(number: u128) -> DeviceId {
    Uuid::from_u128(number).into()
}

#[test]
fn what_is_left_out_twice_keeps_when_it_came_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "a");
    for (at, reason, by) in [(NOON, "one", 1), (NOON + 5, "other", 2)] {
        store
            .take_over(Vec::new(), at, |arrival| {
                assert!(arrival.leave_out(&rubbish(1, 3), reason, bringer(by))?);
                Ok(())
            })
            .unwrap();
    }
    let kept = LeftOutChange {
        raw: rubbish(1, 3),
        reason: "other".to_owned(),
        brought_by: bringer(2),
        first_at: NOON,
        last_at: NOON + 5,
    };
    assert_eq!(store.read().left_out().unwrap(), [kept]);
}

#[test]
fn there_is_room_for_so_many_bytes_and_what_is_kept_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path(), "a");
    let mebibytes = |number| rubbish(number, 3 << 20);
    store
        .take_over(Vec::new(), NOON, |arrival| {
            let kept: Vec<bool> = [1, 2, 3, 2]
                .into_iter()
                .map(|number| arrival.leave_out(&mebibytes(number), "why", bringer(1)))
                .collect::<Result<_, _>>()?;
            assert_eq!(kept, [true, true, false, true]);
            assert!(arrival.leave_out(&rubbish(4, 10), "why", bringer(1))?);
            Ok(())
        })
        .unwrap();
    let kept = store.read().left_out().unwrap().into_iter();
    let kept: Vec<RawChange> = kept.map(|one| one.raw).collect();
    assert_eq!(kept, [mebibytes(1), mebibytes(2), rubbish(4, 10)]);
}

#[test]
fn what_came_all_the_same_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (create(folder.path(), "a"), create(folder.path(), "b"));
    let maral = a_person("Orazowa", "Maral");
    write(
        &mut a,
        1,
        "register_person",
        vec![Write::new(id(1), &maral)],
    );
    let scopes = [OfficeId::from(Uuid::from_u128(1))];
    let all = a
        .read()
        .outgoing(&scopes, &Default::default(), &[], 10)
        .unwrap();
    let genuine = all[0].raw.clone();
    b.take_over(Vec::new(), NOON, |arrival| {
        arrival.leave_out(&genuine, "why", bringer(1))?;
        arrival.leave_out(&rubbish(1, 3), "why", bringer(1))?;
        arrival.forget_left_out_that_came()
    })
    .unwrap();
    assert_eq!(b.read().left_out().unwrap().len(), 2);
    b.take_over(vec![genuine], NOON, |arrival| {
        arrival.forget_left_out_that_came()
    })
    .unwrap();
    let kept = b.read().left_out().unwrap();
    assert_eq!(kept[0].raw, rubbish(1, 3));
    assert_eq!(kept.len(), 1);
}
