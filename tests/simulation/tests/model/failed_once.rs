//! Every seed that ever failed, with what was wrong, so that it cannot come back. The events are those of its shortest list.

use goldaw_simulation::{Planted, run, run_kept};

fn plays(seed: u64, kept: &[usize]) {
    run_kept(seed, kept, Planted::NOTHING).unwrap_or_else(|failure| panic!("{failure}"));
}

/// The oracle asked for quiet after three exchanges. A change that waits is not passed on; when what it waits for comes back only in the second
/// exchange, because the machine above had lost it too, it sets out in the third and arrives in the fourth.
#[test]
fn what_waited_for_a_change_lost_above_sets_out_when_that_is_back() {
    plays(2668, &[98, 120, 131, 152, 154, 241, 248, 272, 278, 279]);
    plays(
        3675,
        &[
            178, 179, 185, 196, 197, 216, 217, 227, 236, 237, 244, 267, 268,
        ],
    );
    plays(
        2114,
        &[
            121, 122, 123, 127, 130, 132, 134, 136, 137, 138, 139, 141, 156, 159, 160, 204, 205,
            206, 221, 225, 226, 251, 252, 256,
        ],
    );
}

/// What a copied computer asked for was forgotten when its twin, which has the same name, spoke next and asked for nothing; so what was lost was
/// never declared, and what hung on it waited for ever. Wishes are kept apart from the last word of a computer since.
#[test]
fn a_twin_does_not_take_back_what_a_copied_computer_asks_for() {
    plays(
        5931,
        &[
            98, 134, 135, 137, 138, 139, 140, 141, 160, 161, 165, 166, 167, 171, 179, 180, 181,
            235, 249,
        ],
    );
    plays(
        7532,
        &[
            34, 39, 40, 41, 47, 51, 104, 105, 111, 117, 125, 128, 129, 148, 182, 201, 203,
        ],
    );
}

/// A change that was declared lost and turned up counted as if nobody had seen it, so no decision replaced its value.
#[test]
fn a_change_that_was_declared_lost_and_turns_up_can_be_decided_about() {
    plays(
        5021,
        &[
            0, 29, 32, 39, 62, 63, 65, 66, 69, 73, 78, 79, 112, 120, 123, 157,
        ],
    );
}

/// A change declared lost turned up at the centre together with a chain behind it that others had gone on without; each exchange brought one link, because
/// a head after the gap was believed to speak for all before it.
#[test]
fn what_lies_behind_a_gap_comes_with_what_was_missing() {
    run(4679, Planted::NOTHING, true).unwrap_or_else(|failure| panic!("{failure}"));
    run(1536, Planted::NOTHING, true).unwrap_or_else(|failure| panic!("{failure}"));
    run(3963, Planted::NOTHING, true).unwrap_or_else(|failure| panic!("{failure}"));
}
