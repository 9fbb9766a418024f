//! What the stories share: servers, offices and people to act in them.
