//! How a client asks for people who are elsewhere: its metadata of CIBA Core §4.

use url::Url;

use super::notice;
use crate::protocol::backchannel_authentication::DeliveryMode;

/// What is registered of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientBackchannel {
    /// Where it is told that somebody has decided, if it does not only ask.
    pub ping: Option<Url>,
    /// Whether a user's code has to come with its requests.
    pub asks_user_code: bool,
}

impl ClientBackchannel {
    /// Judges `backchannel_token_delivery_mode`, `backchannel_client_notification_endpoint` and
    /// `backchannel_user_code_parameter`, or tells why the client cannot be registered.
    pub fn checked(
        mode: Option<&str>,
        notification_endpoint: Option<&str>,
        asks_user_code: bool,
    ) -> Result<Self, String> {
        let mode = mode.map(DeliveryMode::named).transpose();
        let mode = mode.map_err(|error| format!("backchannel_token_delivery_mode: {}", error.text()))?;
        let ping = match (mode.unwrap_or_default(), notification_endpoint) {
            (DeliveryMode::Poll, None) => None,
            // CIBA Core §4: "REQUIRED if the token delivery mode is set to ping or push"
            (DeliveryMode::Ping, None) => {
                return Err("ping needs backchannel_client_notification_endpoint".into());
            }
            (DeliveryMode::Poll, Some(_)) => {
                return Err("backchannel_client_notification_endpoint is only for the mode ping".into());
            }
            (DeliveryMode::Ping, Some(uri)) => Some(notice::address(uri)?),
        };
        Ok(Self { ping, asks_user_code })
    }
}
