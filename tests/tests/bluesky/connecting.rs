//! Connecting an account.

use crate::stage::{KIND, secret};
use desk::connector::{ConnectFault, Connector};
use tests::office::now;
use tests::pds::Pds;

#[tokio::test]
async fn connecting_finds_the_server_and_refuses_what_could_not_be_revoked() {
    let pds = Pds::start().await;
    let account = pds.account("newsdesk").await;
    pds.app_password(&account, "TweetDeck").await;
    let password = pds.app_password(&account, "Countersign").await;
    let connect = async |account: &str, name: &str, word: &str| {
        Connector::connect(KIND, account, pds.address(), name, secret(word)).await
    };

    let done = connect("@newsdesk.test", "Countersign", &password)
        .await
        .unwrap();
    assert_eq!(done.account, "newsdesk.test");
    assert_eq!(done.address, format!("{}/#{}", pds.address(), account.did));
    assert_eq!(done.others, ["TweetDeck"]);
    assert!(done.can_self_revoke && !done.can_mint_more);
    let left = done.access_expires_at.unwrap().millis() - now().millis();
    assert!((7_000_000..=7_260_000).contains(&left), "{left}");
    assert!(!format!("{done:?}").contains(&password));

    let by_did = connect(&account.did, "Countersign", &password)
        .await
        .unwrap();
    assert_eq!(by_did.account, "newsdesk.test");

    let wrong = connect("newsdesk.test", "Countersign", "aaaa-bbbb-cccc-dddd")
        .await
        .unwrap_err();
    assert!(matches!(&wrong, ConnectFault::Refused { words, .. } if words.starts_with("401")));
    let main = connect("newsdesk.test", "Countersign", &account.password)
        .await
        .unwrap_err();
    assert_eq!(main, ConnectFault::MainPassword);
    // With two on the list, only a name tells which one to revoke.
    for name in ["", "Countersing"] {
        let unknown = connect("newsdesk.test", name, &password).await.unwrap_err();
        let ConnectFault::UnknownName { known, .. } = unknown else {
            panic!("{unknown}")
        };
        assert!(known.contains("“TweetDeck”") && known.contains("“Countersign”"));
    }
    let open =
        Connector::connect(KIND, "newsdesk.test", "http://example.org", "", secret("x")).await;
    assert!(matches!(open, Err(ConnectFault::Address(_))));
}
