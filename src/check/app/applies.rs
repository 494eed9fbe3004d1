//! Which cases are about something that the app's provider has: some vendors' say who a person is in a way of their own, and no app
//! can do with them what OpenID Connect asks for.

use crate::{
    check::case::Case,
    idp::{
        fault::row::{Fault, Place},
        policy::Speech,
    },
};

/// Cases about what OpenID Connect adds to a request.
const OF_OPENID: &[&str] = &["AQ6", "AQ7", "AQ14"];
/// Cases about parameters of OAuth's, and about what needs them.
const OF_OAUTH: &[&str] = &[
    "AQ1", "AQ8", "AQ9", "AQ10", "AQ11", "AQ12", "AQ13", "CB10", "CB11", "CB12", "CF6", "AR6", "AR7", "AR8",
    "AR18",
];

/// Why a case is about nothing at a provider that speaks so.
pub(super) fn not(speech: Speech, case: &Case, fault: Option<&Fault>) -> Option<&'static str> {
    // what comes through the browser is OAuth's, whoever has written it down
    let is_of_openid =
        fault.is_some_and(|fault| fault.section.starts_with("OIDC") && fault.place() != Place::Authorization);
    let needs_openid = is_of_openid || OF_OPENID.contains(&case.id);
    match speech {
        Speech::OpenId => None,
        Speech::OAuth | Speech::Own if needs_openid => {
            Some("the vendor's provider does not speak OpenID Connect")
        }
        Speech::Own if OF_OAUTH.contains(&case.id) => {
            Some("the vendor's provider is asked in a way of its own, which has nothing of the kind")
        }
        Speech::OAuth | Speech::Own => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::app::{cases, fault};

    #[test]
    fn every_case_that_is_named_here_is_one_and_is_left_out_for_whom_it_is_named() {
        let left_out = |speech| {
            let all = cases().into_iter().filter(move |case| not(speech, case, fault::of(case)).is_some());
            all.map(|case| case.id).collect::<Vec<_>>()
        };
        let (oauth, own) = (left_out(Speech::OAuth), left_out(Speech::Own));
        assert_eq!(left_out(Speech::OpenId), Vec::<&str>::new());
        assert!(OF_OPENID.iter().all(|id| oauth.contains(id)) && OF_OPENID.iter().all(|id| own.contains(id)));
        assert!(OF_OAUTH.iter().all(|id| own.contains(id) && !oauth.contains(id)));
        assert!(oauth.contains(&"UI1") && oauth.contains(&"IT1") && !oauth.contains(&"TA22"));
        assert!(!own.contains(&"AR15") && !own.contains(&"CB2"));
    }
}
