//! The paths of endpoints, in which a part in braces is any one part.

/// Whether there is such a part.
pub const fn has_any(path: &str) -> bool {
    let (path, mut index) = (path.as_bytes(), 0);
    while index < path.len() && path[index] != b'{' {
        index += 1;
    }
    index < path.len()
}

/// Whether this is a path of that form.
pub fn is_of(form: &str, path: &str) -> bool {
    let fixed = form.split('{').next().unwrap_or_default();
    if fixed.len() == form.len() {
        return form == path;
    }
    let is_part =
        |(ours, theirs): (&str, &str)| ours == theirs || ours.starts_with('{') && !theirs.is_empty();
    path.starts_with(fixed)
        && form.split('/').count() == path.split('/').count()
        && form.split('/').zip(path.split('/')).all(is_part)
}
