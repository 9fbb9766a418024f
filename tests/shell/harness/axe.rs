//! Accessibility, checked by axe-core inside the page.

use crate::trouble::{Outcome, Trouble};
use crate::window::Window;
use serde_json::{Value, json};
use std::path::Path;

const RUN: &str = r"
const [done] = arguments;
axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(result => done({
    rules: result.passes.length,
    violations: result.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`),
  }), error => done({ broken: String(error) }))
";

impl Window {
    /// Fail if the screen breaks any rule of accessibility. `screen` names it in the message.
    pub async fn is_accessible(&self, screen: &str) -> Outcome<()> {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path).map_err(|_| Trouble::Missing {
            what: format!("axe-core ({})", path.display()),
            remedy: "Run `npm ci` in ui/, or `cargo xtask test`, which does.",
        })?;
        self.driver.execute(axe, vec![]).await?;
        let result = self.driver.execute_async(RUN, vec![]).await?.json().clone();
        let found = |key: &str| result.get(key).cloned().unwrap_or(Value::Null);
        // A check that checked nothing is not a pass.
        if found("rules").as_u64().unwrap_or(0) == 0 {
            return Err(Trouble::Inaccessible {
                screen: screen.to_owned(),
                violations: format!("axe did not run: {}", found("broken")),
            });
        }
        if found("violations") == json!([]) {
            return Ok(());
        }
        let violations = found("violations");
        let lines: Vec<&str> = violations
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        Err(Trouble::Inaccessible {
            screen: screen.to_owned(),
            violations: lines.join("\n"),
        })
    }
}
