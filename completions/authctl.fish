# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_authctl_global_optspecs
    string join \n config= profile= store= json q/quiet trace record= non-interactive timeout= ca-file= proxy= color= h/help V/version
end

function __fish_authctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_authctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_authctl_using_subcommand
    set -l cmd (__fish_authctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c authctl -n "__fish_authctl_needs_command" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_needs_command" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_needs_command" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_needs_command" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_needs_command" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_needs_command" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_needs_command" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_needs_command" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_needs_command" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_needs_command" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_needs_command" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_needs_command" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_needs_command" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_needs_command" -s V -l version -d 'Print version'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "login" -d 'Sign in, check everything that came back, keep the session'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "token" -d 'Print a token that is valid, refreshed if need be'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "exec" -d 'Run a command with a valid token in its environment'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "request" -d 'Send a request to an API with a valid token'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "status" -d 'List the sessions that are kept, and how long their tokens last'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "whoami" -d 'Ask the provider who is signed in'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "refresh" -d 'Get new tokens now, whether the old ones have expired or not'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "introspect" -d 'Ask the provider whether a token is active, and what it is good for'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "logout" -d 'Sign out: revoke the tokens, end the session at the provider, forget it here'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "revoke" -d 'Tell the provider that a token is no longer wanted'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "profile" -d 'List, show, add, remove and check the profiles of the configuration file'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "client" -d 'Register a client with a provider, show, change and delete its registration'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "provider" -d 'List and show the providers that are known beforehand'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "serve" -d 'Run the embedded provider, for an app or its tests to sign in with'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "webhook" -d 'Send, receive and verify the events that providers send to apps, such as logouts'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "check" -d 'Tell an app or a provider what it gets wrong, case by case'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "user" -d 'List, sign out, disable and delete the users of the running embedded provider'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "discover" -d 'Fetch a provider\'s metadata, check it and show it'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "jwt" -d 'Show what a token says, and check it'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "key" -d 'Make a client\'s private keys, and print their public halves'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "explain" -d 'Explain an error code, or list them all'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "man" -d 'Print a manual page, in roff'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "exit-codes" -d 'List the exit codes and what a script should do'
complete -c authctl -n "__fish_authctl_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l as -d 'Sign in at the embedded provider as this user, without a browser' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l browser -d 'The browser to open, instead of $AUTHCTL_BROWSER, $BROWSER or the system\'s' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l login-timeout -d 'How long the person may take to sign in [default: 5m; with a device, as long as its code lasts]' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l id-token-hint -d 'Whom to expect, by an ID token: of this profile\'s session, or where it is: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l max-age -d 'How long ago the person may have signed in at the provider (max_age)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l login-hint-token-from -d 'Where a token is that says whom the provider is to ask, for --flow ciba: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l binding-message -d 'What the person is to see both here and where the provider asks, for --flow ciba' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l user-code-from -d 'Where the code is by which the person lets the provider ask, for --flow ciba: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l requested-expiry -d 'How long the person shall have, for --flow ciba; the provider decides' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l require-scope -d 'Exit 12 and keep nothing unless this scope was granted; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l print -d 'Print a token, or all as JSON, to stdout' -r -f -a "access\t'The access token'
id\t'The ID token'
refresh\t'The refresh token'
json\t'All of them, as JSON'"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l provider -d 'The provider\'s preset: see `authctl provider list`' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l issuer -d 'The issuer, for a provider without preset' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l provider-url -d 'Another address of the preset\'s provider, such as one of this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l set -d 'A parameter of the preset, such as tenant=ID' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l flow -d 'The grant by which to get tokens [default: authorization-code]' -r -f -a "authorization-code\t''
hybrid\t''
implicit\t''
device\t''
client-credentials\t''
token-exchange\t''
jwt-bearer\t''
refresh-token\t''
ciba\t''
password\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-id -d 'Your client id at the provider' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-secret-from -d 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l auth-method -d 'How the client authenticates, such as client_secret_post or private_key_jwt' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l auth-signing-alg -d 'The algorithm that signs client assertions, such as HS512' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-key-from -d 'Where the client\'s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-key -d 'The file with the client\'s private keys, for short' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l tls-cert -d 'The client\'s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l tls-key -d 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l client-assertion-from -d 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l assertion-audience -d 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that' -r -f -a "issuer\t''
token-endpoint\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l subject-token-from -d 'Where another issuer\'s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l subject-token-type -d 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l refresh-token-from -d 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l username -d 'The person\'s name at the provider, for the legacy --flow password' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l password-from -d 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l scope -d 'A scope to ask for, instead of the preset\'s; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l resource -d 'An API that the tokens are for (RFC 8707), by its address; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l audience -d 'Whom the token is for, by the provider\'s name of it; for a flow without a person' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l authorization-details -d 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l acr-values -d 'How strong the sign-in should be, by the provider\'s names, the best liked first' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l claims -d 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l jar -d 'Sign the authorization request with the client\'s key (RFC 9101): always, or as-required' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l request-object-form -d 'What the signed request is beside that: signed, or encrypted to the provider' -r -f -a "signed\t''
encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l request-object-encryption-alg -d 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256' -r -f -a "ECDH-ES\t''
ECDH-ES+A128KW\t''
ECDH-ES+A256KW\t''
RSA-OAEP-256\t''
A128KW\t''
A256KW\t''
dir\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l request-object-encryption-enc -d 'How its content is encrypted, such as A256GCM' -r -f -a "A256GCM\t''
A128GCM\t''
A128CBC-HS256\t''
A256CBC-HS512\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l unadvertised -d 'refuse, or ok to ask for what the provider\'s metadata does not offer' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l prompt -d 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l login-hint -d 'Whom the provider\'s sign-in page proposes; as --param login_hint=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l ui-locales -d 'The languages of the provider\'s pages, the best liked first; as --param ui_locales=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l param -d 'A parameter to add to the authorization request, or without a person to the token request' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l token-param -d 'A parameter to add to the token requests of a person\'s login' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l quirk -d 'What the provider does in its own way, by the name of the quirk; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l endpoint -d 'An endpoint that no metadata tells of, such as token_endpoint=URL' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l profile-map -d 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l id-token-form -d 'What the ID token must be, which is always signed: any, or encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l userinfo-form -d 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l pkce -d 'required, or unadvertised-ok for a provider that lists PKCE methods without S256' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l par -d 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l dpop -d 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l security-profile -d 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l delivery-mode -d 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l response-type -d 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"' -r -f -a "code\t''
id_token token\t''
id_token\t''
code id_token\t''
code token\t''
code id_token token\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l response-mode -d 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)' -r -f -a "query\t''
fragment\t''
form_post\t''
jwt\t''
query.jwt\t''
fragment.jwt\t''
form_post.jwt\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l response-form -d 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand login" -l callback-host -d 'The host of the callback: 127.0.0.1, [::1] or localhost' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l callback-port -d 'The port of the callback, 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l callback-path -d 'The path of the callback' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l skew -d 'How far clocks may differ, at most 5m' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand login" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand login" -l no-browser -d 'Show the address instead of opening it, and take the final address pasted on stdin too'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l copy-code -d 'Put the code into the clipboard, through the terminal, where the device flow shows one'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l register -d 'Register a client first, if there is none yet: as `authctl client register`'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l no-store -d 'Keep no session'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand login" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand login" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand token" -l min-ttl -d 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l type -d 'Which token of the session' -r -f -a "access\t'For APIs'
id\t'Who signed in'
refresh\t'The long-lived one; whoever has it can sign in as you'"
complete -c authctl -n "__fish_authctl_using_subcommand token" -l format -d 'How to print it' -r -f -a "raw\t'The token alone'
header\t'An HTTP header: `Authorization: Bearer …`, or `DPoP …`'
json\t'One JSON document'
env\t'Lines NAME=VALUE for docker --env-file, systemd and `set -a; . FILE`'
netrc\t'A line for ~/.netrc; needs --host'
exec-credential\t'What kubectl wants of a credential plugin'
git-credential\t'What git wants of a credential helper; needs --host'"
complete -c authctl -n "__fish_authctl_using_subcommand token" -l host -d 'The host that may have the token, for netrc and git-credential' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l user -d 'The name to go with the token, for netrc and git-credential [default: oauth2]' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l output-file -d 'Write it to FILE, as a whole and for you only, instead of stdout' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand token" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand token" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand token" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand token" -l watch -d 'Keep FILE fresh until a signal or the end of the session'
complete -c authctl -n "__fish_authctl_using_subcommand token" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand token" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand token" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand token" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l min-ttl -d 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l type -d 'Which token of the session' -r -f -a "access\t'For APIs'
id\t'Who signed in'
refresh\t'The long-lived one; whoever has it can sign in as you'"
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l env -d 'The variable that holds the token, once for each [default: AUTHCTL_TOKEN]' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand exec" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand exec" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand request" -l min-ttl -d 'How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l type -d 'Which token of the session' -r -f -a "access\t'For APIs'
id\t'Who signed in'
refresh\t'The long-lived one; whoever has it can sign in as you'"
complete -c authctl -n "__fish_authctl_using_subcommand request" -s H -l header -d 'A header of your own, once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l json-body -d 'A JSON body: itself, @FILE, or @- for stdin' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l form -d 'A field of a form, once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l data -d 'Any other body: itself, @FILE, or @- for stdin' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -s o -l output -d 'Write the answer to FILE instead of stdout' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand request" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand request" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand request" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand request" -s i -l include -d 'Write the answer\'s status and headers before its body'
complete -c authctl -n "__fish_authctl_using_subcommand request" -l with-certificate -d 'Show the client certificate for a token that is bound to it without saying so, as an opaque one'
complete -c authctl -n "__fish_authctl_using_subcommand request" -s f -l fail -d 'Write nothing and fail if the status is 300 or more: 4 for 401, 7 for 429 and 5xx, 9 for 3xx, else 6'
complete -c authctl -n "__fish_authctl_using_subcommand request" -l step-up -d 'Sign in anew where the API wants a stronger or newer sign-in (RFC 9470), and send the request again'
complete -c authctl -n "__fish_authctl_using_subcommand request" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand request" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand request" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand request" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand request" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand status" -l min-ttl -d 'Exit 12 unless every session shown is valid for that long from now' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand status" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand status" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand status" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand status" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand status" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand status" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand status" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l profile-map -d 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l raw -d 'Print the user object as the provider has it'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand refresh" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l token-type -d 'Which token of the session [default: access]' -r -f -a "access\t'The access token'
refresh\t'The refresh token'"
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l signed -d 'Ask for an answer that the provider signs, and check it (RFC 9701)'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand introspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l local -d 'Forget the session here and tell the provider nothing'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l no-browser -d 'Show the address that ends the session in the browser instead of opening it'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand logout" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l token-type -d 'Which token of the session [default: access]' -r -f -a "access\t'The access token'
refresh\t'The refresh token'"
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -f -a "list" -d 'List the profiles of the configuration file'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -f -a "show" -d 'Show each setting that a login would use, and where it came from'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -f -a "add" -d 'Add a profile to the file, whose comments and order stay as they are'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -f -a "remove" -d 'Remove a profile from the file; its session stays'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -f -a "validate" -d 'Check every profile without asking any provider'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and not __fish_seen_subcommand_from list show add remove validate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l provider -d 'The provider\'s preset: see `authctl provider list`' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l issuer -d 'The issuer, for a provider without preset' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l provider-url -d 'Another address of the preset\'s provider, such as one of this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l set -d 'A parameter of the preset, such as tenant=ID' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l flow -d 'The grant by which to get tokens [default: authorization-code]' -r -f -a "authorization-code\t''
hybrid\t''
implicit\t''
device\t''
client-credentials\t''
token-exchange\t''
jwt-bearer\t''
refresh-token\t''
ciba\t''
password\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l client-id -d 'Your client id at the provider' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l client-secret-from -d 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l auth-method -d 'How the client authenticates, such as client_secret_post or private_key_jwt' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l auth-signing-alg -d 'The algorithm that signs client assertions, such as HS512' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l client-key-from -d 'Where the client\'s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l client-key -d 'The file with the client\'s private keys, for short' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l tls-cert -d 'The client\'s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l tls-key -d 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l client-assertion-from -d 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l assertion-audience -d 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that' -r -f -a "issuer\t''
token-endpoint\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l subject-token-from -d 'Where another issuer\'s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l subject-token-type -d 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l refresh-token-from -d 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l username -d 'The person\'s name at the provider, for the legacy --flow password' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l password-from -d 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l scope -d 'A scope to ask for, instead of the preset\'s; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l resource -d 'An API that the tokens are for (RFC 8707), by its address; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l audience -d 'Whom the token is for, by the provider\'s name of it; for a flow without a person' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l authorization-details -d 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l acr-values -d 'How strong the sign-in should be, by the provider\'s names, the best liked first' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l claims -d 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l jar -d 'Sign the authorization request with the client\'s key (RFC 9101): always, or as-required' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l request-object-form -d 'What the signed request is beside that: signed, or encrypted to the provider' -r -f -a "signed\t''
encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l request-object-encryption-alg -d 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256' -r -f -a "ECDH-ES\t''
ECDH-ES+A128KW\t''
ECDH-ES+A256KW\t''
RSA-OAEP-256\t''
A128KW\t''
A256KW\t''
dir\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l request-object-encryption-enc -d 'How its content is encrypted, such as A256GCM' -r -f -a "A256GCM\t''
A128GCM\t''
A128CBC-HS256\t''
A256CBC-HS512\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l unadvertised -d 'refuse, or ok to ask for what the provider\'s metadata does not offer' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l prompt -d 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l login-hint -d 'Whom the provider\'s sign-in page proposes; as --param login_hint=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l ui-locales -d 'The languages of the provider\'s pages, the best liked first; as --param ui_locales=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l param -d 'A parameter to add to the authorization request, or without a person to the token request' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l token-param -d 'A parameter to add to the token requests of a person\'s login' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l quirk -d 'What the provider does in its own way, by the name of the quirk; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l endpoint -d 'An endpoint that no metadata tells of, such as token_endpoint=URL' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l profile-map -d 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l id-token-form -d 'What the ID token must be, which is always signed: any, or encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l userinfo-form -d 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l pkce -d 'required, or unadvertised-ok for a provider that lists PKCE methods without S256' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l par -d 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l dpop -d 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l security-profile -d 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l delivery-mode -d 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l response-type -d 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"' -r -f -a "code\t''
id_token token\t''
id_token\t''
code id_token\t''
code token\t''
code id_token token\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l response-mode -d 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)' -r -f -a "query\t''
fragment\t''
form_post\t''
jwt\t''
query.jwt\t''
fragment.jwt\t''
form_post.jwt\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l response-form -d 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l callback-host -d 'The host of the callback: 127.0.0.1, [::1] or localhost' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l callback-port -d 'The port of the callback, 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l callback-path -d 'The path of the callback' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l skew -d 'How far clocks may differ, at most 5m' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l from-logto-connector -d 'A Logto OAuth2 connector\'s configuration, as JSON; its secret goes where secrets are kept' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l provider -d 'The provider\'s preset: see `authctl provider list`' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l issuer -d 'The issuer, for a provider without preset' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l provider-url -d 'Another address of the preset\'s provider, such as one of this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l set -d 'A parameter of the preset, such as tenant=ID' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l flow -d 'The grant by which to get tokens [default: authorization-code]' -r -f -a "authorization-code\t''
hybrid\t''
implicit\t''
device\t''
client-credentials\t''
token-exchange\t''
jwt-bearer\t''
refresh-token\t''
ciba\t''
password\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-id -d 'Your client id at the provider' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-secret-from -d 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l auth-method -d 'How the client authenticates, such as client_secret_post or private_key_jwt' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l auth-signing-alg -d 'The algorithm that signs client assertions, such as HS512' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-key-from -d 'Where the client\'s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-key -d 'The file with the client\'s private keys, for short' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l tls-cert -d 'The client\'s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l tls-key -d 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l client-assertion-from -d 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l assertion-audience -d 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that' -r -f -a "issuer\t''
token-endpoint\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l subject-token-from -d 'Where another issuer\'s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l subject-token-type -d 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l refresh-token-from -d 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l username -d 'The person\'s name at the provider, for the legacy --flow password' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l password-from -d 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l scope -d 'A scope to ask for, instead of the preset\'s; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l resource -d 'An API that the tokens are for (RFC 8707), by its address; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l audience -d 'Whom the token is for, by the provider\'s name of it; for a flow without a person' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l authorization-details -d 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l acr-values -d 'How strong the sign-in should be, by the provider\'s names, the best liked first' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l claims -d 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l jar -d 'Sign the authorization request with the client\'s key (RFC 9101): always, or as-required' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l request-object-form -d 'What the signed request is beside that: signed, or encrypted to the provider' -r -f -a "signed\t''
encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l request-object-encryption-alg -d 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256' -r -f -a "ECDH-ES\t''
ECDH-ES+A128KW\t''
ECDH-ES+A256KW\t''
RSA-OAEP-256\t''
A128KW\t''
A256KW\t''
dir\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l request-object-encryption-enc -d 'How its content is encrypted, such as A256GCM' -r -f -a "A256GCM\t''
A128GCM\t''
A128CBC-HS256\t''
A256CBC-HS512\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l unadvertised -d 'refuse, or ok to ask for what the provider\'s metadata does not offer' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l prompt -d 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l login-hint -d 'Whom the provider\'s sign-in page proposes; as --param login_hint=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l ui-locales -d 'The languages of the provider\'s pages, the best liked first; as --param ui_locales=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l param -d 'A parameter to add to the authorization request, or without a person to the token request' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l token-param -d 'A parameter to add to the token requests of a person\'s login' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l quirk -d 'What the provider does in its own way, by the name of the quirk; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l endpoint -d 'An endpoint that no metadata tells of, such as token_endpoint=URL' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l profile-map -d 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l id-token-form -d 'What the ID token must be, which is always signed: any, or encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l userinfo-form -d 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l pkce -d 'required, or unadvertised-ok for a provider that lists PKCE methods without S256' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l par -d 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l dpop -d 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l security-profile -d 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l delivery-mode -d 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l response-type -d 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"' -r -f -a "code\t''
id_token token\t''
id_token\t''
code id_token\t''
code token\t''
code id_token token\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l response-mode -d 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)' -r -f -a "query\t''
fragment\t''
form_post\t''
jwt\t''
query.jwt\t''
fragment.jwt\t''
form_post.jwt\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l response-form -d 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l callback-host -d 'The host of the callback: 127.0.0.1, [::1] or localhost' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l callback-port -d 'The port of the callback, 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l callback-path -d 'The path of the callback' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l skew -d 'How far clocks may differ, at most 5m' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the profiles of the configuration file'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show each setting that a login would use, and where it came from'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a profile to the file, whose comments and order stay as they are'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a profile from the file; its session stays'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check every profile without asking any provider'
complete -c authctl -n "__fish_authctl_using_subcommand profile; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -f -a "register" -d 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -f -a "show" -d 'Ask the provider what is registered (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -f -a "update" -d 'Change the name, or add redirect addresses and grants (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -f -a "delete" -d 'Delete the registration at the provider and here (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and not __fish_seen_subcommand_from register show update delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l name -d 'Its name for people [default: authctl]' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l redirect-uri -d 'A redirect address besides authctl\'s own callback; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l grant-type -d 'A grant besides that of --flow, by its registered name; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l initial-access-token-from -d 'Where the token is that the provider wants of who registers: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l provider -d 'The provider\'s preset: see `authctl provider list`' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l issuer -d 'The issuer, for a provider without preset' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l provider-url -d 'Another address of the preset\'s provider, such as one of this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l set -d 'A parameter of the preset, such as tenant=ID' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l flow -d 'The grant by which to get tokens [default: authorization-code]' -r -f -a "authorization-code\t''
hybrid\t''
implicit\t''
device\t''
client-credentials\t''
token-exchange\t''
jwt-bearer\t''
refresh-token\t''
ciba\t''
password\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l client-id -d 'Your client id at the provider' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l client-secret-from -d 'Where the client secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l auth-method -d 'How the client authenticates, such as client_secret_post or private_key_jwt' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l auth-signing-alg -d 'The algorithm that signs client assertions, such as HS512' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l client-key-from -d 'Where the client\'s private keys are, in PEM or as JWK, to sign and to decrypt: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l client-key -d 'The file with the client\'s private keys, for short' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l tls-cert -d 'The client\'s certificate, in PEM, to authenticate by or to bind its tokens to (RFC 8705)' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l tls-key -d 'Where its private key is: a file, or env:NAME, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l client-assertion-from -d 'Where a client assertion is that somebody else signs: file:PATH, github-actions, kubernetes …' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l assertion-audience -d 'Whom a client assertion is for: issuer, or token-endpoint for a provider that wants that' -r -f -a "issuer\t''
token-endpoint\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l subject-token-from -d 'Where another issuer\'s token is, for token-exchange and jwt-bearer: github-actions, env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l subject-token-type -d 'What kind of token that is, for token-exchange: jwt, id_token, access_token or a URN' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l refresh-token-from -d 'Where the refresh token is, for --flow refresh-token: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l username -d 'The person\'s name at the provider, for the legacy --flow password' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l password-from -d 'Where the password is, for the legacy --flow password; else it is asked for: env:NAME …' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l scope -d 'A scope to ask for, instead of the preset\'s; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l resource -d 'An API that the tokens are for (RFC 8707), by its address; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l audience -d 'Whom the token is for, by the provider\'s name of it; for a flow without a person' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l authorization-details -d 'What the tokens are good for in detail (RFC 9396): a JSON list, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l acr-values -d 'How strong the sign-in should be, by the provider\'s names, the best liked first' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l claims -d 'Which claims are wanted (OIDC Core §5.5): a JSON object, or @FILE' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l jar -d 'Sign the authorization request with the client\'s key (RFC 9101): always, or as-required' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l request-object-form -d 'What the signed request is beside that: signed, or encrypted to the provider' -r -f -a "signed\t''
encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l request-object-encryption-alg -d 'How the key of an encrypted request is conveyed, such as ECDH-ES or RSA-OAEP-256' -r -f -a "ECDH-ES\t''
ECDH-ES+A128KW\t''
ECDH-ES+A256KW\t''
RSA-OAEP-256\t''
A128KW\t''
A256KW\t''
dir\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l request-object-encryption-enc -d 'How its content is encrypted, such as A256GCM' -r -f -a "A256GCM\t''
A128GCM\t''
A128CBC-HS256\t''
A256CBC-HS512\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l unadvertised -d 'refuse, or ok to ask for what the provider\'s metadata does not offer' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l prompt -d 'What the provider shows: login, consent, select_account or none; as --param prompt=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l login-hint -d 'Whom the provider\'s sign-in page proposes; as --param login_hint=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l ui-locales -d 'The languages of the provider\'s pages, the best liked first; as --param ui_locales=VALUE' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l param -d 'A parameter to add to the authorization request, or without a person to the token request' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l token-param -d 'A parameter to add to the token requests of a person\'s login' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l quirk -d 'What the provider does in its own way, by the name of the quirk; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l endpoint -d 'An endpoint that no metadata tells of, such as token_endpoint=URL' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l profile-map -d 'Where the user object has id, name, email, avatar or phone, such as id=data.user.id' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l id-token-form -d 'What the ID token must be, which is always signed: any, or encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l userinfo-form -d 'What the UserInfo answer must be: any, signed, encrypted or signed-encrypted' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l pkce -d 'required, or unadvertised-ok for a provider that lists PKCE methods without S256' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l par -d 'Push the authorization request to the provider (RFC 9126): always, or as-required by its metadata' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l dpop -d 'Bind tokens to a key of this machine (RFC 9449): required, never or unadvertised-ok' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l security-profile -d 'What to keep to beyond the standards: fapi2 sets what FAPI 2.0 asks for, and refuses what it forbids' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l delivery-mode -d 'How the client learns of the decision, for --flow ciba: poll, or ping to the callback address' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l response-type -d 'What the browser brings in the flows hybrid and implicit, such as "code id_token token"' -r -f -a "code\t''
id_token token\t''
id_token\t''
code id_token\t''
code token\t''
code id_token token\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l response-mode -d 'How the browser brings the answer; with jwt in its name signed by the provider (JARM)' -r -f -a "query\t''
fragment\t''
form_post\t''
jwt\t''
query.jwt\t''
fragment.jwt\t''
form_post.jwt\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l response-form -d 'What the answer of the browser must be: any, signed or encrypted; beyond any it is a jwt one (JARM)' -r -f -a "any\t''
signed\t''
encrypted\t''
signed-encrypted\t''"
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l callback-host -d 'The host of the callback: 127.0.0.1, [::1] or localhost' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l callback-port -d 'The port of the callback, 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l callback-path -d 'The path of the callback' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l skew -d 'How far clocks may differ, at most 5m' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l name -d 'Its name for people [default: authctl]' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l redirect-uri -d 'A redirect address besides authctl\'s own callback; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l grant-type -d 'A grant besides that of --flow, by its registered name; more than once for more' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l forget -d 'Forget it here without asking the provider'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "register" -d 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "show" -d 'Ask the provider what is registered (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change the name, or add redirect addresses and grants (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete the registration at the provider and here (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand client; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -f -a "list" -d 'List the providers that are known beforehand'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -f -a "show" -d 'Show one: where it is, what to register there, what it needs'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and not __fish_seen_subcommand_from list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the providers that are known beforehand'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one: where it is, what to register there, what it needs'
complete -c authctl -n "__fish_authctl_using_subcommand provider; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l port -d 'The port to listen on, 0 for any free one; several shapes have the ports from there on' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l host -d 'The host in the issuer\'s address' -r -f -a "127.0.0.1\t''
[::1]\t''
localhost\t''"
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l shape -d 'The vendor whose provider it is to be, with its addresses and answers; more than one with commas' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l public-url -d 'What browsers reach it by, through a proxy of yours: the issuer, and the addresses of pages' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l internal-url -d 'What back ends reach it by, where that is another name: the addresses that they ask' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l tls-cert -d 'The certificate for --tls, in PEM, and those that signed it' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l tls-key -d 'The private key of that certificate, in PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l mtls-port -d 'The port that asks clients for a certificate (RFC 8705), 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l intercept -d 'Stand for the vendors\' own hosts too, by a proxy on this machine: these, or all of the shapes' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l intercept-port -d 'The proxy\'s port, 0 for any free one [default: 0]' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l fault -d 'What the provider does wrong, so that an app shows whether it notices; more than one with commas' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l port-file -d 'Write the port into this file once it answers, and remove the file at the end; a line a provider' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l lax -d 'What the provider takes though it is wrong; more than one with commas' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l sign-in-as -d 'Whoever comes without a session is this user, and sees no sign-in page' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l tls -d 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l list-faults -d 'List what it can do wrong, and end'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l exit-with-parent -d 'End when the process that started it does; on Windows, when stdin does'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l list-laxities -d 'List what it can take, and end'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand serve" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "list" -d 'List the events'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "show" -d 'Show one: what it says, how it is signed, where the standard says so'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "mutations" -d 'List the ways in which an event can be wrong on purpose, for `webhook send --mutate`'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "listen" -d 'Receive them: verify each, hand it on, answer as the standard says, and show it'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "send" -d 'Send one to an app, really signed, and judge what the app answers'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "verify" -d 'Tell whether a recorded one is genuine, and why not'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "replay" -d 'Send a recorded one again, as it was or signed anew'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and not __fish_seen_subcommand_from list show mutations listen send verify replay help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from mutations" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l port -d 'The port to listen on, 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l path -d 'The one path that events come to' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l public-url -d 'Its address from outside, such as a tunnel\'s; requests for other hosts are turned away then' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l rate-limit -d 'How many requests one address may make in a second' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l tls-cert -d 'Answer over TLS with this certificate, in PEM, and those that signed it' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l tls-key -d 'The private key of that certificate, in PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l poll -d 'Fetch security events from this address of a stream (RFC 8936), instead of having them come' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l poll-token-from -d 'Where the access token for that is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l event -d 'An event that is taken, as `webhook list` has it; once for each, else all that somebody signs' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l issuer -d 'The issuer whose events are taken; else the session\'s, else the embedded provider' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l client-id -d 'The client id that events have to be for; else the session\'s, else the embedded provider\'s own' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l secret-from -d 'Where a secret is that senders have too: env:NAME, file:PATH …; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l jwks -d 'The issuer\'s keys, as a file or an address; else they are where its metadata says' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l alg -d 'With which algorithms the issuer signs; once for each, else any that has a public key' -r -f -a "RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
EdDSA\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l exec -d 'A program that is run for each event, with it on stdin as JSON; its exit code decides' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l forward-to -d 'An app that genuine events are handed on to, to the byte; what it answers is passed back' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l target-is-mine -d 'A host beyond this machine and private networks that is yours, and may be handed to; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l record -d 'A directory that each request is written to, in a file of its own; secret headers are masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l count -d 'End after so many requests' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l tls -d 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l compat -d 'Forgive what older providers leave out: `typ`, and `exp` for two minutes'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l fail -d 'With --count: exit 12 if one of them was not taken'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from listen" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l to -d 'The address of the app that it is sent to' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l issuer -d 'Who sends it (`iss`); else the session\'s issuer, else the embedded provider' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l client-id -d 'Whom it is for (`aud`); else the session\'s client' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l user -d 'Whom it is about (`sub`); else the session\'s person' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l sid -d 'Which session at the provider it is about (`sid`); else the one of the session\'s ID token' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l stream -d 'Which stream it is about, where the event is about one (SSF)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l secret-from -d 'Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l key-from -d 'Where the private key is, such as a file; else it is the embedded provider\'s' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l alg -d 'With which algorithm a key signs' -r -f -a "RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
EdDSA\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l shape -d 'Of which vendor\'s embedded provider the key is (`serve --shape`)' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l set -d 'Put a value into what the event says: JSON, else a text; a name with / at first is a pointer' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l remove -d 'Take something out of what the event says; a name with / at first is a JSON pointer' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -s H -l header -d 'A header of the request, in the place of one of that name' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l mutate -d 'Make it wrong on purpose, as `webhook mutations` has it; several are done at once' -r -f -a "no-body\t''
empty-parameter\t''
garbage\t''
method-get\t''
method-put\t''
method-delete\t''
json-body\t''
wrong-content-type\t''
duplicate-parameter\t''
huge-token\t''
extra-parameters\t''
charset\t''
chunked\t''
alg-none\t''
alg-none-in-capitals\t''
wrong-key\t''
unknown-kid\t''
hs256-with-client-secret\t''
hs256-with-public-key\t''
other-algorithm\t''
tampered-payload\t''
stripped-signature\t''
embedded-jwk\t''
jku\t''
x5u\t''
crit\t''
unencrypted\t''
duplicate-claim\t''
typ-missing\t''
typ-jwt\t''
wrong-iss\t''
iss-with-slash\t''
iss-in-capitals\t''
missing-iss\t''
wrong-aud\t''
missing-aud\t''
aud-list-without-us\t''
aud-list\t''
expired\t''
missing-exp\t''
missing-iat\t''
future-iat\t''
old-iat\t''
missing-jti\t''
missing-subject\t''
missing-events\t''
other-event\t''
events-list\t''
event-text\t''
nonce\t''
id-token\t''
access-token\t''
security-event\t''
foreign-sid\t''
unknown-sid\t''
extra-claims\t''
extra-event-member\t''
typ-not-secevent\t''
with-exp\t''
with-sub\t''
two-events\t''
unknown-subject-format\t''
wrong-state\t''
secevent-as-json\t''
missing-authorization\t''
missing-signature\t''
wrong-secret\t''
reserialised\t''
one-space\t''
empty-body\t''
upper-case-hex\t''
other-encoding\t''
truncated-signature\t''
wrong-prefix\t''
sha1-only\t''
stale\t''
from-the-future\t''
two-signatures\t''
unknown-event\t''
beyond-ascii\t''
crlf\t''
text-content-type\t''
query-wrong-iss\t''
query-without-iss\t''
query-without-sid\t''
query-unknown-sid\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l count -d 'How many messages, each with a name of its own' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l concurrency -d 'How many are on their way at a time' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l rate -d 'How many are begun a second, evenly, such as 100/s' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l policy -d 'Deliver it as its sender does (`sender`), or as another: the waiting between attempts is only told' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l target-is-mine -d 'A host beyond this machine and private networks that is yours, and may be sent to; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l real-time -d 'Really wait between the attempts'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from send" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l event -d 'Which event it is, as `webhook list` has it [default: the one that it looks like]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l entry -d 'Which entry of HAR it is, counted from 1 [default: the first with an event]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l header -d 'A header of the request, where FILE is its body alone; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l issuer -d 'The issuer whose events are taken; else the session\'s, else the embedded provider' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l client-id -d 'The client id that events have to be for; else the session\'s, else the embedded provider\'s own' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l secret-from -d 'Where a secret is that senders have too: env:NAME, file:PATH …; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l jwks -d 'The issuer\'s keys, as a file or an address; else they are where its metadata says' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l alg -d 'With which algorithms the issuer signs; once for each, else any that has a public key' -r -f -a "RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
EdDSA\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l at -d 'The time by which it is judged, in seconds since 1970 or as 2026-01-31T12:00:00Z [default: now]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l compat -d 'Forgive what older providers leave out: `typ`, and `exp` for two minutes'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l at-recorded -d 'Judge it by the time at which it was recorded'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l event -d 'Which event it is, as `webhook list` has it [default: the one that it looks like]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l entry -d 'Which entry of HAR it is, counted from 1 [default: the first with an event]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l to -d 'The address of the app that it is sent to' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l expect -d 'What the app has to do with it [default: either; taken with --resign]' -r -f -a "taken\t'It takes the event'
refused\t'It refuses the event'"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l count -d 'How many times it is sent, one after the other' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l secret-from -d 'Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l key-from -d 'Where the private key is, such as a file; else it is the embedded provider\'s' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l alg -d 'With which algorithm a key signs' -r -f -a "RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
EdDSA\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l shape -d 'Of which vendor\'s embedded provider the key is (`serve --shape`)' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l set -d 'Put a value into what the event says: JSON, else a text; a name with / at first is a pointer' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l remove -d 'Take something out of what the event says; a name with / at first is a JSON pointer' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s H -l header -d 'A header of the request, in the place of one of that name' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l mutate -d 'Make it wrong on purpose, as `webhook mutations` has it; several are done at once' -r -f -a "no-body\t''
empty-parameter\t''
garbage\t''
method-get\t''
method-put\t''
method-delete\t''
json-body\t''
wrong-content-type\t''
duplicate-parameter\t''
huge-token\t''
extra-parameters\t''
charset\t''
chunked\t''
alg-none\t''
alg-none-in-capitals\t''
wrong-key\t''
unknown-kid\t''
hs256-with-client-secret\t''
hs256-with-public-key\t''
other-algorithm\t''
tampered-payload\t''
stripped-signature\t''
embedded-jwk\t''
jku\t''
x5u\t''
crit\t''
unencrypted\t''
duplicate-claim\t''
typ-missing\t''
typ-jwt\t''
wrong-iss\t''
iss-with-slash\t''
iss-in-capitals\t''
missing-iss\t''
wrong-aud\t''
missing-aud\t''
aud-list-without-us\t''
aud-list\t''
expired\t''
missing-exp\t''
missing-iat\t''
future-iat\t''
old-iat\t''
missing-jti\t''
missing-subject\t''
missing-events\t''
other-event\t''
events-list\t''
event-text\t''
nonce\t''
id-token\t''
access-token\t''
security-event\t''
foreign-sid\t''
unknown-sid\t''
extra-claims\t''
extra-event-member\t''
typ-not-secevent\t''
with-exp\t''
with-sub\t''
two-events\t''
unknown-subject-format\t''
wrong-state\t''
secevent-as-json\t''
missing-authorization\t''
missing-signature\t''
wrong-secret\t''
reserialised\t''
one-space\t''
empty-body\t''
upper-case-hex\t''
other-encoding\t''
truncated-signature\t''
wrong-prefix\t''
sha1-only\t''
stale\t''
from-the-future\t''
two-signatures\t''
unknown-event\t''
beyond-ascii\t''
crlf\t''
text-content-type\t''
query-wrong-iss\t''
query-without-iss\t''
query-without-sid\t''
query-unknown-sid\t''"
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l target-is-mine -d 'A host beyond this machine and private networks that is yours, and may be sent to; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l resign -d 'Sign it anew, with a fresh time and a name of its own'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the events'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one: what it says, how it is signed, where the standard says so'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "mutations" -d 'List the ways in which an event can be wrong on purpose, for `webhook send --mutate`'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "listen" -d 'Receive them: verify each, hand it on, answer as the standard says, and show it'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "send" -d 'Send one to an app, really signed, and judge what the app answers'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Tell whether a recorded one is genuine, and why not'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "replay" -d 'Send a recorded one again, as it was or signed anew'
complete -c authctl -n "__fish_authctl_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -f -a "app" -d 'Check an app: what it takes from a provider that misbehaves, and from browsers that do'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -f -a "logout" -d 'Check that an app\'s sessions end when it hears of a logout, and only then'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -f -a "provider" -d 'Check a provider: its metadata, keys, endpoints, and what it lets clients do'
complete -c authctl -n "__fish_authctl_using_subcommand check; and not __fish_seen_subcommand_from app logout provider help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l login -d 'The app\'s address where a person begins to sign in' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l probe -d 'The app\'s address that answers otherwise to who is signed in' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l alive-if -d 'What it answers then: status=200, text=Welcome or json=/user [default: learned from a login]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l logout -d 'The app\'s address where a person signs out' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l user -d 'Who signs in, by the username [default: the first that the provider knows]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l other-user -d 'Who else signs in' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l client-id -d 'The app\'s client id, if the provider knows more than one app' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l redirect-uri -d 'The app\'s redirect address, where --config has no client, once for each [default: what it asks for]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l browser -d 'Run its pages\' scripts with Chromium: the one of this name or path, or the first on PATH' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l port -d 'The port of the embedded provider, 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l host -d 'The host in the provider\'s address' -r -f -a "127.0.0.1\t''
[::1]\t''
localhost\t''"
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l shape -d 'The vendor whose provider the app is written for' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l tls-cert -d 'The certificate for --tls, in PEM, and those that signed it' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l tls-key -d 'The private key of that certificate, in PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l mtls-port -d 'The port that asks clients for a certificate (RFC 8705), 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l intercept -d 'Stand for the vendors\' own hosts too, by a proxy on this machine: these, or all of the shapes' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l intercept-port -d 'The proxy\'s port, 0 for any free one [default: 0]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l restart -d 'A command that restarts the app; one that is started by the check needs none' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l wait -d 'How long the app may take to answer at first [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l app-log -d 'The file for the output of the app that is started here' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l target-is-mine -d 'A host beyond this machine and private networks that is yours, and may be checked; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l case -d 'A case by its id, or a set by the letters that ids begin with; once for each [default: all]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l seed -d 'Run the cases in the order of this number, to see whether one leaves something for another' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l jobs -d 'How many cases may run at once, where they are not in each other\'s way' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l case-timeout -d 'How long one case may take [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l report -d 'Its form: table, json, junit, sarif, html; FORMAT=FILE writes one more, with commas [default: table]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l output -d 'Write the report to FILE instead of stdout; its ending tells the form if --report does not' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l baseline -d 'A former report in JSON: fail on what is new alone' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l tls -d 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l list -d 'Show the cases, and run none'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from app" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l hook -d 'The app\'s address that hears of logouts' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l hook-kind -d 'What it hears: backchannel, frontchannel, set, clef, or hmac:EVENT [default: backchannel]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l event -d 'The event that it hears of, as `webhook list` has it, in place of a kind' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l secret-from -d 'Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l login -d 'The app\'s address where a person begins to sign in' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l probe -d 'The app\'s address that answers otherwise to who is signed in' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l alive-if -d 'What it answers then: status=200, text=Welcome or json=/user [default: learned from a login]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l logout -d 'The app\'s address where a person signs out' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l user -d 'Who signs in, by the username [default: the first that the provider knows]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l other-user -d 'Who else signs in' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l client-id -d 'The app\'s client id, if the provider knows more than one app' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l redirect-uri -d 'The app\'s redirect address, where --config has no client, once for each [default: what it asks for]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l browser -d 'Run its pages\' scripts with Chromium: the one of this name or path, or the first on PATH' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l port -d 'The port of the embedded provider, 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l host -d 'The host in the provider\'s address' -r -f -a "127.0.0.1\t''
[::1]\t''
localhost\t''"
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l shape -d 'The vendor whose provider the app is written for' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l tls-cert -d 'The certificate for --tls, in PEM, and those that signed it' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l tls-key -d 'The private key of that certificate, in PEM' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l mtls-port -d 'The port that asks clients for a certificate (RFC 8705), 0 for any free one' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l intercept -d 'Stand for the vendors\' own hosts too, by a proxy on this machine: these, or all of the shapes' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l intercept-port -d 'The proxy\'s port, 0 for any free one [default: 0]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l restart -d 'A command that restarts the app; one that is started by the check needs none' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l wait -d 'How long the app may take to answer at first [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l app-log -d 'The file for the output of the app that is started here' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l target-is-mine -d 'A host beyond this machine and private networks that is yours, and may be checked; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l case -d 'A case by its id, or a set by the letters that ids begin with; once for each [default: all]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l seed -d 'Run the cases in the order of this number, to see whether one leaves something for another' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l jobs -d 'How many cases may run at once, where they are not in each other\'s way' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l case-timeout -d 'How long one case may take [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l report -d 'Its form: table, json, junit, sarif, html; FORMAT=FILE writes one more, with commas [default: table]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l output -d 'Write the report to FILE instead of stdout; its ending tells the form if --report does not' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l baseline -d 'A former report in JSON: fail on what is new alone' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l strict -d 'Require what came into the standard with its errata too'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l tls -d 'Answer over TLS, with a certificate of its own that lasts a day; says which CA file to trust'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l list -d 'Show the cases, and run none'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from logout" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l target-is-mine -d 'A host beyond private networks that is yours, to ask for more than documents; once for each' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l client-id -d 'A client that is registered there, as which cases ask' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l client-secret-from -d 'Where its secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l auth-method -d 'How it shows the secret: client_secret_basic or client_secret_post [default: client_secret_basic]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l redirect-uri -d 'Its redirect URI, to the letter' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l other-client-id -d 'Another client there, whose code and tokens are not the first one\'s' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l other-client-secret-from -d 'Where the other client\'s secret is' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l as -d 'Sign in as this user of the embedded provider, without a browser' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l browser -d 'The browser to sign in with, once for each case that takes a person; it comes back to this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l post-logout-redirect-uri -d 'Where the client may be sent after logout' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l case -d 'A case by its id, or a set by the letters that ids begin with; once for each [default: all]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l seed -d 'Run the cases in the order of this number, to see whether one leaves something for another' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l jobs -d 'How many cases may run at once, where they are not in each other\'s way' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l case-timeout -d 'How long one case may take [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l report -d 'Its form: table, json, junit, sarif, html; FORMAT=FILE writes one more, with commas [default: table]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l output -d 'Write the report to FILE instead of stdout; its ending tells the form if --report does not' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l baseline -d 'A former report in JSON: fail on what is new alone' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l list -d 'Show the cases, and run none'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from provider" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "app" -d 'Check an app: what it takes from a provider that misbehaves, and from browsers that do'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "logout" -d 'Check that an app\'s sessions end when it hears of a logout, and only then'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "provider" -d 'Check a provider: its metadata, keys, endpoints, and what it lets clients do'
complete -c authctl -n "__fish_authctl_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -f -a "list" -d 'List the users'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -f -a "sign-out" -d 'End every session of a user; the apps that registered to hear of it do'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -f -a "disable" -d 'End every session of a user, who cannot sign in until enabled again'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -f -a "enable" -d 'Let a user sign in again who was disabled'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -f -a "delete" -d 'Delete a user'
complete -c authctl -n "__fish_authctl_using_subcommand user; and not __fish_seen_subcommand_from list sign-out disable enable delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l shape -d 'The vendor that it stands for (`serve --shape`)' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l shape -d 'The vendor that it stands for (`serve --shape`)' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from sign-out" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l shape -d 'The vendor that it stands for (`serve --shape`)' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l shape -d 'The vendor that it stands for (`serve --shape`)' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l shape -d 'The vendor that it stands for (`serve --shape`)' -r -f -a "authgear\t''
clef\t''
github\t''
google\t''
logto\t''"
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the users'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "sign-out" -d 'End every session of a user; the apps that registered to hear of it do'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "disable" -d 'End every session of a user, who cannot sign in until enabled again'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "enable" -d 'Let a user sign in again who was disabled'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a user'
complete -c authctl -n "__fish_authctl_using_subcommand user; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l resource -d 'An API\'s address instead: who signs people in for it (RFC 9728)' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand discover" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -f -a "decode" -d 'Show what a token says; nothing of it is proven'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -f -a "verify" -d 'Check a token\'s signature and claims, and show how each check ended'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and not __fish_seen_subcommand_from decode verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l key-from -d 'Where the private keys are that open an encrypted token: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from decode" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l issuer -d 'Who must have issued it; its keys are fetched there [default: the session\'s issuer]' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l jwks -d 'A file with the keys that may have signed it, as a JWK set' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l secret-from -d 'Where the secret is that it is signed with (HS256 and its like)' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l key-from -d 'Where the private keys are that open an encrypted token: env:NAME, file:PATH …' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l audience -d 'Whom it must be for' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l nonce -d 'The nonce that it must have' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l typ -d 'The typ that it must have, such as at+jwt' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from help" -f -a "decode" -d 'Show what a token says; nothing of it is proven'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check a token\'s signature and claims, and show how each check ended'
complete -c authctl -n "__fish_authctl_using_subcommand jwt; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -f -a "new" -d 'Make a private key, keep it, and print its public half'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -f -a "public" -d 'Print the public half of private keys'
complete -c authctl -n "__fish_authctl_using_subcommand key; and not __fish_seen_subcommand_from new public help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l alg -d 'What the key is for: the algorithm that it signs with, or the way that it decrypts' -r -f -a "RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
EdDSA\t''
ECDH-ES\t''
ECDH-ES+A128KW\t''
ECDH-ES+A256KW\t''
RSA-OAEP-256\t''"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l out -d 'The new file that the private key goes into, or - for stdout, and then nothing else' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l to -d 'The entry of the keyring that the private key goes into, as keyring:NAME' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l cert -d 'The new file that a self-signed certificate of the key goes into, for self_signed_tls_client_auth' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l form -d 'How both halves are written; PEM keeps neither use nor name, and with --cert the private one is PEM' -r -f -a "jwk\t'As a JSON Web Key'
jwks\t'As a set of them'
pem\t'PKCS #8, and SubjectPublicKeyInfo'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l force -d 'Let the new key take the place of what is there'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l from -d 'Where the private keys are: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l form -d 'How they are written' -r -f -a "jwk\t'As a JSON Web Key'
jwks\t'As a set of them'
pem\t'PKCS #8, and SubjectPublicKeyInfo'"
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from public" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "new" -d 'Make a private key, keep it, and print its public half'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "public" -d 'Print the public half of private keys'
complete -c authctl -n "__fish_authctl_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand explain" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand explain" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand explain" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand completions" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand man" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand man" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand man" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand man" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand man" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand man" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand man" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand man" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l config -d 'The configuration file, instead of the platform\'s profiles.toml' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l profile -d 'The profile, which is also the name of its session' -r
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l store -d 'Where a new session is kept: keyring, file, memory or command:PROGRAM' -r
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l record -d 'Write each request and answer to FILE as HAR 1.2, secrets masked' -r -F
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l timeout -d 'The longest time for one exchange with the provider [default: 30s]' -r
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l ca-file -d 'Certificates to trust besides the system\'s (PEM)' -r
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l proxy -d 'The proxy for everything but this machine' -r
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l color -d 'Whether help and messages have colour' -r
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l json -d 'One JSON document on stdout, errors as one JSON line on stderr'
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l trace -d 'Show each request and answer on stderr, secrets masked'
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -l non-interactive -d 'Never wait for a person: exit 4 where one is needed'
complete -c authctl -n "__fish_authctl_using_subcommand exit-codes" -s h -l help -d 'Print help'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "login" -d 'Sign in, check everything that came back, keep the session'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "token" -d 'Print a token that is valid, refreshed if need be'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "exec" -d 'Run a command with a valid token in its environment'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "request" -d 'Send a request to an API with a valid token'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "status" -d 'List the sessions that are kept, and how long their tokens last'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "whoami" -d 'Ask the provider who is signed in'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "refresh" -d 'Get new tokens now, whether the old ones have expired or not'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "introspect" -d 'Ask the provider whether a token is active, and what it is good for'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "logout" -d 'Sign out: revoke the tokens, end the session at the provider, forget it here'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "revoke" -d 'Tell the provider that a token is no longer wanted'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "profile" -d 'List, show, add, remove and check the profiles of the configuration file'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "client" -d 'Register a client with a provider, show, change and delete its registration'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "provider" -d 'List and show the providers that are known beforehand'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "serve" -d 'Run the embedded provider, for an app or its tests to sign in with'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "webhook" -d 'Send, receive and verify the events that providers send to apps, such as logouts'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "check" -d 'Tell an app or a provider what it gets wrong, case by case'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "user" -d 'List, sign out, disable and delete the users of the running embedded provider'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "discover" -d 'Fetch a provider\'s metadata, check it and show it'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "jwt" -d 'Show what a token says, and check it'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "key" -d 'Make a client\'s private keys, and print their public halves'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "explain" -d 'Explain an error code, or list them all'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "man" -d 'Print a manual page, in roff'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "exit-codes" -d 'List the exit codes and what a script should do'
complete -c authctl -n "__fish_authctl_using_subcommand help; and not __fish_seen_subcommand_from login token exec request status whoami refresh introspect logout revoke profile client provider serve webhook check user discover jwt key explain completions man exit-codes help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from profile" -f -a "list" -d 'List the profiles of the configuration file'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from profile" -f -a "show" -d 'Show each setting that a login would use, and where it came from'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from profile" -f -a "add" -d 'Add a profile to the file, whose comments and order stay as they are'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from profile" -f -a "remove" -d 'Remove a profile from the file; its session stays'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from profile" -f -a "validate" -d 'Check every profile without asking any provider'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "register" -d 'Register a client with a provider that takes that, and keep it with a profile (RFC 7591)'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "show" -d 'Ask the provider what is registered (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "update" -d 'Change the name, or add redirect addresses and grants (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from client" -f -a "delete" -d 'Delete the registration at the provider and here (RFC 7592)'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from provider" -f -a "list" -d 'List the providers that are known beforehand'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from provider" -f -a "show" -d 'Show one: where it is, what to register there, what it needs'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "list" -d 'List the events'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "show" -d 'Show one: what it says, how it is signed, where the standard says so'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "mutations" -d 'List the ways in which an event can be wrong on purpose, for `webhook send --mutate`'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "listen" -d 'Receive them: verify each, hand it on, answer as the standard says, and show it'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "send" -d 'Send one to an app, really signed, and judge what the app answers'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "verify" -d 'Tell whether a recorded one is genuine, and why not'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "replay" -d 'Send a recorded one again, as it was or signed anew'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from check" -f -a "app" -d 'Check an app: what it takes from a provider that misbehaves, and from browsers that do'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from check" -f -a "logout" -d 'Check that an app\'s sessions end when it hears of a logout, and only then'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from check" -f -a "provider" -d 'Check a provider: its metadata, keys, endpoints, and what it lets clients do'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "list" -d 'List the users'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "sign-out" -d 'End every session of a user; the apps that registered to hear of it do'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "disable" -d 'End every session of a user, who cannot sign in until enabled again'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "enable" -d 'Let a user sign in again who was disabled'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from user" -f -a "delete" -d 'Delete a user'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from jwt" -f -a "decode" -d 'Show what a token says; nothing of it is proven'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from jwt" -f -a "verify" -d 'Check a token\'s signature and claims, and show how each check ended'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "new" -d 'Make a private key, keep it, and print its public half'
complete -c authctl -n "__fish_authctl_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "public" -d 'Print the public half of private keys'
