//! An answer as aligned lines a person can read, where there is no sentence for it.

use serde_json::{Value, json};

pub(crate) fn lines(value: &Value) -> String {
    let mut lines = Vec::new();
    lay_out(value, 0, &mut lines);
    lines.join("\n")
}

fn lay_out(value: &Value, depth: usize, lines: &mut Vec<String>) {
    let margin = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.replace('_', " ");
                if value.is_object() || value.as_array().is_some_and(|list| !list.is_empty()) {
                    lines.push(format!("{margin}{name}:"));
                    lay_out(value, depth + 1, lines);
                } else if !value.is_null() && *value != json!([]) {
                    lines.push(format!("{margin}{name}: {}", words(value)));
                }
            }
        }
        Value::Array(list) => {
            for (at, each) in list.iter().enumerate() {
                if at > 0 && each.is_object() {
                    lines.push(String::new());
                }
                lay_out(each, depth, lines);
            }
        }
        other => lines.push(format!("{margin}{}", words(other))),
    }
}

fn words(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
