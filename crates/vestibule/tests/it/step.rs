//! What travels in a step comes out as it went in.

use rules::cause::PasswordFlaw;
use rules::{Cause, Instant};
use vestibule::step::{read_cause, write_cause};

#[test]
fn every_cause_is_read_back_with_what_it_knows() {
    let at = Instant(1_795_528_800_000_000);
    let with_data = [
        Cause::GuessesSlowed { until: Some(at) },
        Cause::GuessesSlowed { until: None },
        Cause::CodeClockOff { seconds: -61 },
        Cause::WaitNotOver { until: at },
        Cause::TicketSpent { at },
        Cause::PasswordTooSoon { until: at },
        Cause::PasswordRule(PasswordFlaw::TooShort { have: 7, need: 15 }),
        Cause::PasswordRule(PasswordFlaw::TooLong { most: 1024 }),
        Cause::PasswordRule(PasswordFlaw::Listed),
        Cause::PasswordRule(PasswordFlaw::Expected),
    ];
    for cause in Cause::ALL.into_iter().chain(with_data) {
        assert_eq!(read_cause(&write_cause(&cause)), Some(cause));
    }
    assert_eq!(read_cause("no-such-cause"), None);
}
