//! Locks the seat when the system says that nobody sits there: its screen was locked, or the machine goes to sleep.
//!
//! Linux says it over D-Bus: the session's screen saver (`ActiveChanged`, as GNOME, KDE, Cinnamon and MATE send it), and
//! logind (`PrepareForSleep`, and `Lock` of this session; org.freedesktop.login1(5)). Elsewhere the seat locks by itself
//! alone. It locks during an incident too: that somebody left is then known and not guessed, and STOP needs no unlocking.

use super::Seat;

impl Seat {
    /// Goes on until the returned future is dropped. A system that says nothing is listened to in vain.
    pub(super) async fn lock_with_the_system(&self) {
        #[cfg(target_os = "linux")]
        tokio::join!(
            linux::listen("session", linux::screen_savers(), || self.leave_seat()),
            linux::listen("system", linux::login(), || self.leave_seat()),
        );
        #[cfg(not(target_os = "linux"))]
        std::future::pending::<()>().await;
    }

    fn leave_seat(&self) {
        let mut state = self.state();
        if state.seated.is_none() {
            return;
        }
        state.lock();
        drop(state);
        tracing::info!("the desk locks with the system");
        self.tell(None);
        self.tell_signing();
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use zbus::export::ordered_stream::OrderedStreamExt as _;
    use zbus::fdo::DBusProxy;
    use zbus::zvariant::OwnedObjectPath;
    use zbus::{Connection, MatchRule, Message, MessageStream, Result, match_rule, message};

    const LOGIN: &str = "org.freedesktop.login1";
    const MANAGER: &str = "org.freedesktop.login1.Manager";
    const SCREEN_SAVERS: [&str; 4] = [
        "org.freedesktop.ScreenSaver",
        "org.gnome.ScreenSaver",
        "org.cinnamon.ScreenSaver",
        "org.mate.ScreenSaver",
    ];

    /// A bus, and what is asked to be heard of it.
    type Heard = (Connection, Vec<MatchRule<'static>>);

    fn signal() -> match_rule::Builder<'static> {
        MatchRule::builder().msg_type(message::Type::Signal)
    }

    pub(super) async fn screen_savers() -> Result<Heard> {
        let rules = SCREEN_SAVERS.into_iter().map(|interface| {
            let rule = signal().interface(interface)?;
            Ok(rule.member("ActiveChanged")?.build())
        });
        let rules: Result<_> = rules.collect();
        Ok((Connection::session().await?, rules?))
    }

    pub(super) async fn login() -> Result<Heard> {
        let bus = Connection::system().await?;
        let sleep = signal().sender(LOGIN)?.interface(MANAGER)?;
        let mut rules = vec![sleep.member("PrepareForSleep")?.build()];
        // Everybody on this machine hears when anybody's session is locked; this one's counts.
        let place = "/org/freedesktop/login1";
        let own = std::process::id();
        let found = bus.call_method(Some(LOGIN), place, Some(MANAGER), "GetSessionByPID", &own);
        match found.await {
            Ok(answer) => {
                let session: OwnedObjectPath = answer.body().deserialize()?;
                let lock = signal().sender(LOGIN)?.path(session)?;
                let lock = lock.interface("org.freedesktop.login1.Session")?;
                rules.push(lock.member("Lock")?.build());
            }
            Err(error) => tracing::info!(%error, "this program is in no session of logind"),
        }
        Ok((bus, rules))
    }

    /// Calls whenever somebody left. A machine without that bus, or one whose bus goes away, says nothing: the seat still
    /// locks by itself.
    pub(super) async fn listen(
        name: &str,
        heard: impl Future<Output = Result<Heard>>,
        left: impl Fn(),
    ) {
        let why = listening(heard, left).await.err();
        tracing::info!(bus = name, ?why, "the system will not say when it locks");
    }

    async fn listening(heard: impl Future<Output = Result<Heard>>, left: impl Fn()) -> Result<()> {
        let (bus, rules) = heard.await?;
        // Before the rules, so that nothing is missed.
        let mut messages = MessageStream::from(&bus);
        let daemon = DBusProxy::new(&bus).await?;
        for rule in rules {
            daemon.add_match_rule(rule).await?;
        }
        while let Some(message) = messages.next().await {
            if says_left(&message?) {
                left();
            }
        }
        Ok(())
    }

    fn says_left(message: &Message) -> bool {
        let header = message.header();
        let Some(member) = header.member() else {
            return false;
        };
        match (header.message_type(), member.as_str()) {
            (message::Type::Signal, "Lock") => true,
            (message::Type::Signal, "ActiveChanged" | "PrepareForSleep") => {
                message.body().deserialize().unwrap_or(false)
            }
            _ => false,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::{Message, Result, says_left};

        fn signal(member: &str, on: bool) -> Result<Message> {
            Message::signal("/anywhere", "org.freedesktop.ScreenSaver", member)?.build(&on)
        }

        #[test]
        fn a_screen_that_is_locked_and_a_machine_that_goes_to_sleep_say_that_somebody_left()
        -> Result<()> {
            assert!(says_left(&signal("ActiveChanged", true)?));
            assert!(says_left(&signal("PrepareForSleep", true)?));
            let lock = Message::signal("/session", "org.freedesktop.login1.Session", "Lock")?;
            assert!(says_left(&lock.build(&())?));
            Ok(())
        }

        #[test]
        fn a_screen_that_is_unlocked_and_a_machine_that_wakes_do_not() -> Result<()> {
            assert!(!says_left(&signal("ActiveChanged", false)?));
            assert!(!says_left(&signal("PrepareForSleep", false)?));
            assert!(!says_left(&signal("Unlock", true)?));
            let call = Message::method_call("/session", "Lock")?.build(&())?;
            assert!(!says_left(&call));
            Ok(())
        }
    }
}
