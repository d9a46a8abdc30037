//! The harness on a small district: our engine and the referee end with the same values side by side, in any order.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use goldaw_benchmarks::peer::Peer;
use goldaw_benchmarks::peers::automerge::Automerge;
use goldaw_benchmarks::peers::goldaw::Goldaw;
use goldaw_benchmarks::peers::loro::Loro;
use goldaw_benchmarks::phases::{Figures, run};
use goldaw_benchmarks::workload::{Spread, Work};

fn through<P: Peer>(folder: &Path, work: &Work) -> Figures {
    std::fs::create_dir_all(folder).unwrap();
    let mut figures = Figures::new();
    for phase in ["found", "write", "merge", "reorder", "new", "restore"] {
        figures.append(&mut run::<P>(phase, folder, work).unwrap());
    }
    figures
}

#[test]
fn ours_and_the_referee_keep_the_same_values() {
    for spread in [Spread::Form, Spread::Scattered] {
        let work = Work::of("T", spread).unwrap();
        let place = tempfile::tempdir().unwrap();
        let ours = through::<Goldaw<false>>(&place.path().join("ours"), &work);
        let people = through::<Goldaw<true>>(&place.path().join("people"), &work);
        let referee = through::<Automerge>(&place.path().join("referee"), &work);
        assert!(ours["conflicts_kept"].as_u64() > Some(0));
        for figure in ["conflicts_kept", "conflict_values", "fingerprint"] {
            assert_eq!(ours[figure], referee[figure], "{figure}");
            assert_eq!(people[figure], referee[figure], "{figure}");
        }
        for figures in [&ours, &people, &referee] {
            assert_eq!(figures["differing_cells"], 0);
            assert_eq!(figures["empty_cells"], 0);
            assert_eq!(figures["new_replica_missing_cells"], 0);
        }
        assert_eq!(ours["restored_values_kept"], 4);
        assert_eq!(ours["restored_differing_cells"], 0);
    }
}

#[test]
fn a_peer_that_loses_is_seen_to_lose() {
    let work = Work::of("T", Spread::Form).unwrap();
    let place = tempfile::tempdir().unwrap();
    let loro = through::<Loro>(&place.path().join("loro"), &work);
    assert_eq!(loro["conflicts_kept"], 0);
    assert!(loro["restored_values_kept"].as_u64() < Some(4));
}
