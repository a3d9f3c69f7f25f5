//! The contract of series, for each backend's suite.

use session::{Title, Visibility};
use store::{AllSeries, SeriesState, Store, StoredEvening, StoredSeries, StoredUser, TokenHash};
use timeline::Timestamp;

use crate::samples::{member, name, session_id};

/// Runs the part of the contract that is about parties that come back. The store is without content.
pub(crate) async fn series_contract(store: &dyn Store) {
    for (number, who) in (1..).zip(["ana", "ben"]) {
        let user = StoredUser { id: member(who), name: name(who), created_at: at(number.into()) };
        store.create_user(user, TokenHash([number; 32])).await.unwrap();
    }
    let all = store.all_series().expect("a real store keeps them");
    a_series_is_as_it_was_left(all).await;
    of_each_number_there_is_one_evening(all).await;
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn series(id: &str, owner: &str) -> StoredSeries {
    StoredSeries {
        id: id.to_owned(),
        owner: member(owner),
        title: Title::parse("Friday").expect("a sample is valid"),
        visibility: Visibility::Public,
        state: SeriesState::Running,
        weekly: "fri 20:00".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        created_at: at(100),
        updated_at: at(100),
    }
}

async fn ids(found: impl Future<Output = Result<Vec<StoredSeries>, store::StoreError>>) -> Vec<String> {
    found.await.unwrap().into_iter().map(|series| series.id).collect()
}

async fn a_series_is_as_it_was_left(all: &dyn AllSeries) {
    let one = series("one", "ana");
    assert!(all.make_series(&one, 2).await.unwrap());
    assert!(all.make_series(&series("two", "ana"), 2).await.unwrap());
    assert!(!all.make_series(&series("three", "ana"), 2).await.unwrap(), "there are two");
    assert_eq!(all.series("one").await.unwrap(), Some(one.clone()));
    assert_eq!(all.series("three").await.unwrap(), None);

    let paused = StoredSeries { state: SeriesState::Paused, updated_at: at(200), ..one.clone() };
    let hidden = StoredSeries { visibility: Visibility::Private, updated_at: at(300), ..one.clone() };
    assert!(all.change_series(&paused, at(100)).await.unwrap());
    assert!(!all.change_series(&hidden, at(100)).await.unwrap(), "somebody else has changed it since");
    assert_eq!(all.series("one").await.unwrap(), Some(paused));
    assert_eq!(ids(all.public_series(10)).await, ["one", "two"]);
    assert_eq!(ids(all.public_series(1)).await, ["one"]);
    assert!(all.change_series(&hidden, at(200)).await.unwrap());
    assert_eq!(ids(all.public_series(10)).await, ["two"]);

    assert_eq!(ids(all.series_of(&member("ben"), 10)).await, [""; 0]);
    for _ in 0..2 {
        all.add_regular("one", &member("ben")).await.unwrap();
    }
    assert!(all.is_regular("one", &member("ben")).await.unwrap());
    assert!(!all.is_regular("two", &member("ben")).await.unwrap());
    assert_eq!(ids(all.series_of(&member("ben"), 10)).await, ["one"]);
    assert_eq!(ids(all.series_of(&member("ana"), 10)).await, ["one", "two"]);
    let ended = StoredSeries { state: SeriesState::Ended, updated_at: at(400), ..hidden };
    assert!(all.change_series(&ended, at(300)).await.unwrap());
    assert_eq!(ids(all.series_of(&member("ben"), 10)).await, [""; 0]);
    assert!(all.make_series(&series("three", "ana"), 2).await.unwrap(), "what is over counts no more");
}

async fn of_each_number_there_is_one_evening(all: &dyn AllSeries) {
    let evening = |number: u32, session: &str| StoredEvening {
        series: "two".to_owned(),
        number,
        session: session_id(session),
        starts_at: at(i64::from(number) * 1_000),
    };
    let wanted: Vec<_> = (0..8).map(|node| evening(1, &format!("s{node}"))).collect();
    let added = futures_util::future::join_all(wanted.iter().map(|one| all.add_evening(one))).await;
    let added: Vec<_> = added.into_iter().zip(&wanted).filter(|(added, _)| *added.as_ref().unwrap()).collect();
    let [(_, first)] = added[..] else { panic!("one of eight nodes makes it: {added:?}") };
    assert_eq!(all.evenings("two", 10, 10).await.unwrap(), std::slice::from_ref(first));
    assert_eq!(all.evening_of(&first.session).await.unwrap().as_ref(), Some(first));
    let moved = |ms| StoredEvening { starts_at: at(ms), ..first.clone() };
    assert!(all.move_evening(&moved(1_500), at(1_000)).await.unwrap());
    assert!(!all.move_evening(&moved(1_700), at(1_000)).await.unwrap(), "somebody else has moved it since");
    assert_eq!(all.evening_of(&first.session).await.unwrap(), Some(moved(1_500)));
    let twice = evening(2, first.session.as_str());
    assert!(!all.add_evening(&twice).await.unwrap(), "a session is one evening");
    for number in 2..=4 {
        assert!(all.add_evening(&evening(number, &format!("t{number}"))).await.unwrap());
    }
    let numbers = async |before, limit| {
        let evenings = all.evenings("two", before, limit).await.unwrap();
        evenings.into_iter().map(|evening| evening.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(u32::MAX, 2).await, [4, 3]);
    assert_eq!(numbers(3, 10).await, [2, 1]);
    assert_eq!(all.evening_of(&session_id("nobody")).await.unwrap(), None);
}
