//! An account on a real server, and an office that connected it.

use desk::connector::{Connected, Connector, Places};
use desk::secret::Secret;
use domain::channel::ChannelKind;
use domain::ids::ChannelId;
use domain::release::{Image, Part, Post, Variant};
use tests::office::Story;
use tests::pds::{Account, Pds};
use tests::proxy::Proxy;

pub(crate) const KIND: ChannelKind = ChannelKind::Bluesky;

/// A server, an account with an app password, and an office that connected it.
pub(crate) struct Stage {
    pub(crate) pds: Pds,
    pub(crate) account: Account,
    pub(crate) story: Story,
    pub(crate) channel: ChannelId,
    pub(crate) credential: Secret,
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

pub(crate) fn places() -> Places {
    Places {
        newsroom: "/nowhere".into(),
    }
}

pub(crate) async fn connected(pds: &Pds, account: &Account) -> Connected {
    let password = pds.app_password(account, "Countersign").await;
    let handle = &account.handle;
    Connector::connect(
        KIND,
        handle,
        pds.address(),
        "Countersign",
        secret(&password),
    )
    .await
    .unwrap()
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::set_on(Pds::start().await).await
    }

    pub(crate) async fn set_on(pds: Pds) -> Self {
        let account = pds.account("newsdesk").await;
        let done = connected(&pds, &account).await;
        let mut story = Story::founded();
        let channel = story.connect(KIND, &done.account, &done.address);
        Self {
            pds,
            account,
            story,
            channel,
            credential: done.credential,
        }
    }

    pub(crate) fn connector(&self) -> Connector {
        Connector::for_channel(self.story.channel(self.channel), &places()).unwrap()
    }

    /// The same account, reached over a bad line.
    pub(crate) fn over(&self, proxy: &Proxy) -> Connector {
        let mut channel = self.story.channel(self.channel).clone();
        channel.address = format!("{}/#{}", proxy.address(), self.account.did);
        Connector::for_channel(&channel, &places()).unwrap()
    }

    pub(crate) fn post(&mut self, post: Post) -> domain::digest::Digest {
        self.story
            .approved(&[(self.channel, Variant::Bluesky(post))])
    }

    pub(crate) fn text(&mut self, text: &str) -> domain::digest::Digest {
        self.post(Post {
            parts: vec![words(text)],
            quote: None,
        })
    }
}

pub(crate) fn words(text: &str) -> Part {
    Part {
        text: text.to_owned(),
        ..Part::default()
    }
}

pub(crate) async fn yes() -> Result<(), String> {
    Ok(())
}

/// A PNG of one colour, made by the image library.
pub(crate) fn png(shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(40, 30, image::Rgb([shade, 90, 160]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

pub(crate) fn picture(story: &mut Story, shade: u8) -> Image {
    let alt = format!("A field of shade {shade} – “quoted” & <marked>");
    story.picture(png(shade), (40, 30), "image/png", &alt)
}
