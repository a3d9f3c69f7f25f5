//! The contract of accounts, for each backend's suite.

use std::collections::BTreeSet;

use store::{
    Accounts, NameTaken, Store, StoredOpenIdSubject, StoredPasskey, StoredPassword, StoredSignIn, StoredUser,
    TokenHash, Way,
};
use timeline::Timestamp;

use crate::samples::{member, name};

const MOST: u32 = 3;

/// Runs the part of the contract that is about accounts. The store is without content.
pub(crate) async fn account_contract(store: &dyn Store) {
    for (number, who) in (1..).zip(["ana", "ben", "cat", "dan"]) {
        let user = StoredUser { id: member(who), name: name(who), created_at: at(number.into()) };
        store.create_user(user, TokenHash([number; 32])).await.unwrap();
    }
    let accounts = store.accounts().expect("a real store keeps them");
    a_sign_in_is_found_by_its_token_until_it_is_revoked(accounts).await;
    the_token_that_a_user_was_made_with_can_be_revoked(store, accounts).await;
    of_many_sign_ins_those_not_seen_for_long_are_revoked(accounts).await;
    a_name_belongs_to_one(accounts).await;
    passkeys_are_kept_and_bounded(accounts).await;
    somebody_at_a_provider_is_one_user(accounts).await;
    what_is_good_once_is_spent_once(accounts).await;
    somebody_is_called_otherwise(store, accounts).await;
    a_password_is_taken_away(accounts).await;
}

async fn somebody_is_called_otherwise(store: &dyn Store, accounts: &dyn Accounts) {
    assert!(accounts.rename_user(&member("dan"), &name("Daniel")).await.unwrap());
    assert_eq!(store.users(&[member("dan")]).await.unwrap()[0].name, name("Daniel"));
    assert!(!accounts.rename_user(&member("nobody"), &name("Nobody")).await.unwrap());
    let data = store.personal_data().expect("a real store knows");
    data.begin_erasure(&member("dan"), at(50)).await.unwrap();
    assert!(!accounts.rename_user(&member("dan"), &name("Dan")).await.unwrap(), "they are being forgotten");
}

async fn a_password_is_taken_away(accounts: &dyn Accounts) {
    let password = StoredPassword {
        user: member("cat"),
        name: name("Cat"),
        name_key: "the cat".to_owned(),
        hash: "$argon2id$".to_owned(),
        updated_at: at(10),
    };
    assert_eq!(accounts.set_password(&password).await.unwrap(), Ok(()));
    assert!(accounts.remove_password(&member("cat")).await.unwrap());
    assert!(!accounts.remove_password(&member("cat")).await.unwrap());
    assert_eq!(accounts.password_of(&member("cat")).await.unwrap(), None);
    assert_eq!(accounts.password_by_name("the cat").await.unwrap(), None);
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn sign_in(id: &str, user: &str, ms: i64) -> StoredSignIn {
    let (user, agent) = (member(user), "Firefox on Linux".to_owned());
    StoredSignIn { id: id.to_owned(), user, way: Way::Password, agent, created_at: at(ms), last_seen_at: at(ms) }
}

async fn open(accounts: &dyn Accounts, user: &str) -> Vec<String> {
    accounts.sign_ins(&member(user)).await.unwrap().into_iter().map(|one| one.id).collect()
}

async fn a_sign_in_is_found_by_its_token_until_it_is_revoked(accounts: &dyn Accounts) {
    let token = TokenHash([11; 32]);
    assert_eq!(accounts.sign_in_of(&token).await.unwrap(), None);
    let kept = sign_in("s1", "ana", 100);
    accounts.add_sign_in(&kept, &token, MOST).await.unwrap();
    accounts.add_sign_in(&sign_in("s2", "ana", 200), &TokenHash([12; 32]), MOST).await.unwrap();
    let (user, found) = accounts.sign_in_of(&token).await.unwrap().unwrap();
    assert_eq!((user.id, user.name, found), (member("ana"), name("ana"), kept.clone()));
    accounts.add_sign_in(&sign_in("s1", "ben", 300), &token, MOST).await.unwrap();
    assert_eq!(accounts.sign_in_of(&token).await.unwrap().unwrap().1, kept, "what is kept stays as it is");

    accounts.see_sign_in("s1", "a bot", at(500)).await.unwrap();
    accounts.see_sign_in("s1", "an old bot", at(400)).await.unwrap();
    let (_, seen) = accounts.sign_in_of(&token).await.unwrap().unwrap();
    assert_eq!((seen.agent.as_str(), seen.last_seen_at, seen.created_at), ("a bot", at(500), at(100)));
    assert_eq!(open(accounts, "ana").await, ["s1", "s2"], "the last seen first");

    assert!(!accounts.revoke_sign_in(&member("ben"), "s1", at(600)).await.unwrap(), "it is not his");
    assert!(accounts.is_signed_in("s1").await.unwrap());
    assert!(accounts.revoke_sign_in(&member("ana"), "s1", at(600)).await.unwrap());
    assert!(!accounts.revoke_sign_in(&member("ana"), "s1", at(601)).await.unwrap(), "once");
    assert!(!accounts.is_signed_in("s1").await.unwrap());
    assert_eq!(accounts.sign_in_of(&token).await.unwrap(), None);
    assert_eq!(open(accounts, "ana").await, ["s2"]);
    assert_eq!(accounts.revoked_since(at(600)).await.unwrap(), BTreeSet::from(["s1".to_owned()]));
    assert_eq!(accounts.revoked_since(at(601)).await.unwrap(), BTreeSet::new());
    assert_eq!(accounts.sweep_accounts(at(601)).await.unwrap(), 1);
    assert_eq!(accounts.sign_in_of(&token).await.unwrap(), None);
}

async fn the_token_that_a_user_was_made_with_can_be_revoked(store: &dyn Store, accounts: &dyn Accounts) {
    let first = TokenHash([2; 32]);
    assert!(store.user_by_token(&first).await.unwrap().is_some());
    assert!(accounts.is_signed_in("ben").await.unwrap(), "also before it was used");
    assert!(!accounts.is_signed_in("nobody").await.unwrap());
    accounts.add_sign_in(&sign_in("ben", "ben", 100), &first, MOST).await.unwrap();
    accounts.add_sign_in(&sign_in("b1", "ben", 200), &TokenHash([21; 32]), MOST).await.unwrap();
    accounts.add_sign_in(&sign_in("b2", "ben", 300), &TokenHash([22; 32]), MOST).await.unwrap();
    assert_eq!(accounts.revoke_sign_ins(&member("ben"), Some("ben"), at(700)).await.unwrap(), 2);
    assert!(store.user_by_token(&first).await.unwrap().is_some());
    assert_eq!(accounts.revoke_sign_ins(&member("ben"), None, at(800)).await.unwrap(), 1);
    assert_eq!(store.user_by_token(&first).await.unwrap(), None, "nor by the way of old");
    assert_eq!(accounts.sign_in_of(&first).await.unwrap(), None);
    assert!(!accounts.is_signed_in("ben").await.unwrap());
    assert_eq!(accounts.revoked_since(at(800)).await.unwrap(), BTreeSet::from(["ben".to_owned()]));
    assert!(store.user_by_token(&TokenHash([1; 32])).await.unwrap().is_some(), "nobody else's");
    assert!(accounts.revoke_sign_in(&member("dan"), "dan", at(900)).await.unwrap(), "also before it was used");
    assert!(!accounts.is_signed_in("dan").await.unwrap());
    assert!(!accounts.revoke_sign_in(&member("dan"), "dan", at(901)).await.unwrap(), "once");
}

async fn of_many_sign_ins_those_not_seen_for_long_are_revoked(accounts: &dyn Accounts) {
    accounts.add_sign_in(&sign_in("cat", "cat", 1), &TokenHash([3; 32]), MOST).await.unwrap();
    for number in 0..5_u8 {
        let new = sign_in(&format!("c{number}"), "cat", 1_000 + i64::from(number));
        accounts.add_sign_in(&new, &TokenHash([30 + number; 32]), MOST).await.unwrap();
    }
    assert_eq!(open(accounts, "cat").await, ["c4", "c3", "c2", "cat"]);
    assert_eq!(accounts.revoked_since(at(1_004)).await.unwrap(), BTreeSet::from(["c1".to_owned()]));
}

async fn a_name_belongs_to_one(accounts: &dyn Accounts) {
    let password = |user: &str, sign_in: &str, hash: &str| StoredPassword {
        user: member(user),
        name: name(sign_in),
        name_key: sign_in.to_lowercase(),
        hash: hash.to_owned(),
        updated_at: at(1),
    };
    let (ana, ben) = (password("ana", "Ana", "one"), password("ben", "ANA", "two"));
    assert_eq!(accounts.password_of(&member("ana")).await.unwrap(), None);
    assert_eq!(accounts.set_password(&ana).await.unwrap(), Ok(()));
    assert_eq!(accounts.set_password(&ben).await.unwrap(), Err(NameTaken));
    assert_eq!(accounts.password_of(&member("ben")).await.unwrap(), None);
    let changed = password("ana", "aNa", "three");
    assert_eq!(accounts.set_password(&changed).await.unwrap(), Ok(()));
    assert_eq!(accounts.password_by_name("ana").await.unwrap(), Some(changed.clone()));
    assert_eq!(accounts.password_of(&member("ana")).await.unwrap(), Some(changed));
    assert_eq!(accounts.set_password(&password("ben", "Ben", "four")).await.unwrap(), Ok(()));
    assert_eq!(accounts.set_password(&ben).await.unwrap(), Err(NameTaken));
    assert_eq!(accounts.password_of(&member("ben")).await.unwrap().unwrap().hash, "four");
    assert_eq!(accounts.set_password(&password("ana", "Cleo", "five")).await.unwrap(), Ok(()));
    assert_eq!(accounts.set_password(&ben).await.unwrap(), Ok(()), "it is free again");
}

async fn passkeys_are_kept_and_bounded(accounts: &dyn Accounts) {
    let passkey = |id: &str, user: &str, ms: i64| StoredPasskey {
        id: id.to_owned(),
        user: member(user),
        name: name("my phone"),
        credential: "{}".to_owned(),
        created_at: at(ms),
        used_at: None,
    };
    let (one, two) = (passkey("k1", "ana", 1), passkey("k2", "ana", 2));
    assert!(accounts.add_passkey(&one, 2).await.unwrap());
    assert!(accounts.add_passkey(&two, 2).await.unwrap());
    assert!(!accounts.add_passkey(&passkey("k3", "ana", 3), 2).await.unwrap(), "as many as may be");
    assert!(!accounts.add_passkey(&passkey("k1", "ben", 3), 2).await.unwrap(), "it is hers");
    assert_eq!(accounts.passkey("k1").await.unwrap(), Some(one.clone()));
    assert_eq!(accounts.passkeys(&member("ana")).await.unwrap(), [one, two.clone()]);
    assert!(accounts.rename_passkey(&member("ana"), "k1", &name("my key")).await.unwrap());
    assert!(!accounts.rename_passkey(&member("ben"), "k1", &name("mine now")).await.unwrap());
    accounts.use_passkey("k1", "{\"n\":1}", at(9)).await.unwrap();
    let used = accounts.passkey("k1").await.unwrap().unwrap();
    assert_eq!((used.name.as_str(), used.credential.as_str()), ("my key", "{\"n\":1}"));
    assert_eq!(used.used_at, Some(at(9)));
    assert!(!accounts.remove_passkey(&member("ben"), "k1").await.unwrap());
    assert!(accounts.remove_passkey(&member("ana"), "k1").await.unwrap());
    assert_eq!(accounts.passkeys(&member("ana")).await.unwrap(), [two]);
}

async fn somebody_at_a_provider_is_one_user(accounts: &dyn Accounts) {
    let link = |issuer: &str, user: &str| StoredOpenIdSubject {
        issuer: issuer.to_owned(),
        subject: "42".to_owned(),
        user: member(user),
        created_at: at(1),
    };
    assert_eq!(accounts.openid_user("https://one", "42").await.unwrap(), None);
    assert_eq!(accounts.link_openid(&link("https://one", "ana")).await.unwrap(), member("ana"));
    assert_eq!(accounts.link_openid(&link("https://one", "ben")).await.unwrap(), member("ana"));
    assert_eq!(accounts.link_openid(&link("https://two", "ana")).await.unwrap(), member("ana"));
    assert_eq!(accounts.openid_user("https://one", "42").await.unwrap(), Some(member("ana")));
    assert_eq!(accounts.openid_user("https://one", "43").await.unwrap(), None);
    assert_eq!(accounts.openid_issuers(&member("ana")).await.unwrap(), ["https://one", "https://two"]);
    assert!(!accounts.unlink_openid(&member("ben"), "https://one").await.unwrap());
    assert!(accounts.unlink_openid(&member("ana"), "https://one").await.unwrap());
    assert_eq!(accounts.openid_issuers(&member("ana")).await.unwrap(), ["https://two"]);
}

async fn what_is_good_once_is_spent_once(accounts: &dyn Accounts) {
    assert!(accounts.spend("a", at(10)).await.unwrap());
    assert!(!accounts.spend("a", at(20)).await.unwrap());
    assert!(accounts.spend("b", at(30)).await.unwrap());
    accounts.sweep_accounts(at(20)).await.unwrap();
    assert!(accounts.spend("a", at(10)).await.unwrap(), "its time is over, so that nobody takes it any more");
    assert!(!accounts.spend("b", at(30)).await.unwrap());
}
