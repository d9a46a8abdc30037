//! Every seed that ever failed, with what was wrong, so that it cannot come back. The events are those of its shortest list.

use goldaw_simulation::{Planted, run_kept};

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
