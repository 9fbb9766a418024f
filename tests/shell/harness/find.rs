//! Finding things as a person does who hears the page: by role and name.

use crate::trouble::{Outcome, Trouble};
use crate::window::{PATIENCE, PAUSE, Window};
use serde_json::json;
use std::path::Path;
use std::time::Instant;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

/// The visible, enabled-or-not elements of a role, by accessible name: exact first, then by its beginning.
const BY_ROLE: &str = r"
const [role, name] = arguments;
const roles = {
  button: 'button, [role=button], summary, input[type=submit], input[type=button]',
  link: 'a[href], [role=link]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  field: 'input:not([type=checkbox]):not([type=radio]), textarea, select, [role=textbox], [role=combobox], [contenteditable=true]',
  checkbox: 'input[type=checkbox], [role=checkbox], [role=switch]',
  radio: 'input[type=radio], [role=radio]',
  option: 'option, [role=option]',
  tab: '[role=tab]',
  alert: '[role=alert]',
  status: '[role=status]',
  dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
  text: 'body *',
};
const said = element => {
  if (element.closest('[aria-hidden=true]')) return '';
  const by = element.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map(id => document.getElementById(id)?.textContent ?? '').join(' ');
  const label = element.getAttribute('aria-label');
  if (label) return label;
  if (element.labels?.length) return [...element.labels].map(label => label.textContent).join(' ');
  if (element.tagName === 'INPUT' && ['submit', 'button'].includes(element.type)) return element.value;
  return element.innerText ?? element.textContent ?? '';
};
const tidy = text => text.replace(/\s+/g, ' ').trim();
const shown = element => element.checkVisibility({ visibilityProperty: true });
const all = [...document.querySelectorAll(roles[role])].filter(shown).map(element => [element, tidy(said(element))]);
const exact = all.filter(([, text]) => text === name);
const near = all.filter(([, text]) => text.startsWith(name));
const inside = role === 'text' || role === 'alert' || role === 'status' ? all.filter(([, text]) => text.includes(name)) : [];
const found = exact[0] ?? near[0] ?? inside.at(-1);
return found ? found[0] : null;
";

impl Window {
    /// The element with this role and name, as soon as it is there.
    ///
    /// Roles: button, link, heading, field, checkbox, radio, option, tab, alert, status, dialog, text.
    pub async fn find(&self, role: &str, name: &str) -> Outcome<WebElement> {
        let began = Instant::now();
        loop {
            if let Some(element) = self.look_for(role, name).await? {
                return Ok(element);
            }
            if began.elapsed() > PATIENCE {
                return Err(self.not_there(role, name).await);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The same without waiting.
    pub async fn look_for(&self, role: &str, name: &str) -> Outcome<Option<WebElement>> {
        let found = self
            .driver
            .execute(BY_ROLE, vec![json!(role), json!(name)])
            .await?;
        if found.json().is_null() {
            return Ok(None);
        }
        Ok(Some(found.element()?))
    }

    /// Press the button with this name.
    pub async fn press(&self, name: &str) -> Outcome<()> {
        self.click("button", name).await
    }

    /// Click what has this role and name.
    pub async fn click(&self, role: &str, name: &str) -> Outcome<()> {
        let what = format!("clicking the {role} \"{name}\"");
        self.act(role, name, what, async |element| element.click().await)
            .await
    }

    /// Put `text` into the field with this label, in place of what it holds.
    pub async fn fill(&self, label: &str, text: &str) -> Outcome<()> {
        let what = format!("filling \"{label}\"");
        self.act("field", label, what, async |field| {
            field.clear().await?;
            field.send_keys(text).await
        })
        .await
    }

    /// Choose an option of the list with this label, by its text.
    pub async fn choose(&self, label: &str, option: &str) -> Outcome<()> {
        let what = format!("choosing \"{option}\" in \"{label}\"");
        self.act("field", label, what, async |list| {
            thirtyfour::components::SelectElement::new(list)
                .await?
                .select_by_exact_text(option)
                .await
        })
        .await
    }

    /// Do something with what has this role and name, scrolled into view.
    ///
    /// The page may draw an element anew after it was found. The driver then calls the one it knew stale and has done nothing
    /// with it, so what stands in its place is looked for, as a person's eye would.
    async fn act(
        &self,
        role: &str,
        name: &str,
        what: String,
        step: impl AsyncFn(&WebElement) -> WebDriverResult<()>,
    ) -> Outcome<()> {
        let began = Instant::now();
        loop {
            let element = self.find(role, name).await?;
            let done = match element.scroll_into_view().await {
                Ok(()) => step(&element).await,
                Err(why) => Err(why),
            };
            let Err(why) = done else {
                return Ok(());
            };
            if !is_stale(&why) || began.elapsed() > PATIENCE {
                return Err(Trouble::NotDone {
                    what,
                    picture: self.picture("failure").await?,
                    why: Box::new(why),
                });
            }
        }
    }

    /// Give a file to the field with this label.
    pub async fn give_file(&self, label: &str, path: &Path) -> Outcome<()> {
        let what = format!("giving {} to \"{label}\"", path.display());
        let path = path.to_string_lossy();
        self.act("field", label, what, async |field| {
            field.send_keys(&*path).await
        })
        .await
    }

    /// Wait until the page says this somewhere.
    pub async fn says(&self, words: &str) -> Outcome<()> {
        self.find("text", words).await.map(|_| ())
    }

    /// Press keys, wherever the focus is: also where it has just gone to something else.
    pub async fn type_keys(&self, keys: impl AsRef<str>) -> Outcome<()> {
        let began = Instant::now();
        loop {
            let typed = match self.driver.active_element().await {
                Ok(focused) => focused.send_keys(keys.as_ref()).await,
                Err(why) => Err(why),
            };
            match typed {
                Ok(()) => return Ok(()),
                Err(why) if is_stale(&why) && began.elapsed() < PATIENCE => {}
                Err(why) => return Err(why.into()),
            }
        }
    }

    /// All the text that is on the screen.
    pub async fn text(&self) -> Outcome<String> {
        let text = self
            .script("return document.body.innerText", vec![])
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    async fn not_there(&self, role: &str, name: &str) -> Trouble {
        let picture = match self.picture("failure").await {
            Ok(path) => path,
            Err(trouble) => return trouble,
        };
        Trouble::NotThere {
            role: role.to_owned(),
            name: name.to_owned(),
            seconds: PATIENCE.as_secs(),
            picture,
            page: self.text().await.unwrap_or_default(),
        }
    }
}

/// Whether the element is no longer part of the page.
fn is_stale(why: &WebDriverError) -> bool {
    matches!(
        why.as_inner(),
        WebDriverErrorInner::StaleElementReference(_)
    )
}
