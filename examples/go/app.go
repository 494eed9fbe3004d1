// A small app: signs people in, and hears of it when their session ends.
package example

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"sync"

	oidc "github.com/coreos/go-oidc"
	"golang.org/x/oauth2"
)

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

type visitor struct{ sub, sid, state, nonce, verifier string }

// App is an http.Handler.
type App struct {
	http.ServeMux
	provider *oidc.Provider
	client   oauth2.Config
	mutex    sync.Mutex
	visitors map[string]visitor // by their cookie
}

// New makes the app that answers at url.
func New(ctx context.Context, issuer, clientID, secret, url string) (*App, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, err
	}
	app := &App{provider: provider, visitors: map[string]visitor{}, client: oauth2.Config{
		ClientID: clientID, ClientSecret: secret, Endpoint: provider.Endpoint(),
		RedirectURL: url + "/callback", Scopes: []string{oidc.ScopeOpenID},
	}}
	app.HandleFunc("/", app.home)
	app.HandleFunc("/login", app.login)
	app.HandleFunc("/callback", app.callback)
	app.HandleFunc("/backchannel-logout", app.ended)
	return app, nil
}

func (app *App) visitor(r *http.Request) visitor {
	app.mutex.Lock()
	defer app.mutex.Unlock()
	if cookie, err := r.Cookie("app"); err == nil {
		return app.visitors[cookie.Value]
	}
	return visitor{}
}

// keep remembers who it is by a new cookie.
func (app *App) keep(w http.ResponseWriter, who visitor) {
	app.mutex.Lock()
	defer app.mutex.Unlock()
	name := random()
	app.visitors[name] = who
	http.SetCookie(w, &http.Cookie{Name: "app", Value: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func (app *App) home(w http.ResponseWriter, r *http.Request) {
	if who := app.visitor(r); who.sub != "" {
		fmt.Fprintf(w, "Welcome, %s", who.sub)
		return
	}
	fmt.Fprint(w, "Nobody is signed in")
}

func (app *App) login(w http.ResponseWriter, r *http.Request) {
	who := visitor{state: random(), nonce: random(), verifier: random()}
	app.keep(w, who)
	challenge := sha256.Sum256([]byte(who.verifier))
	http.Redirect(w, r, app.client.AuthCodeURL(who.state, oidc.Nonce(who.nonce),
		oauth2.SetAuthURLParam("code_challenge_method", "S256"),
		oauth2.SetAuthURLParam("code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:]))), http.StatusFound)
}

func (app *App) callback(w http.ResponseWriter, r *http.Request) {
	who := app.visitor(r)
	if who.state == "" || r.FormValue("state") != who.state {
		http.Error(w, "this answer was not asked for", http.StatusBadRequest)
		return
	}
	tokens, err := app.client.Exchange(r.Context(), r.FormValue("code"), oauth2.SetAuthURLParam("code_verifier", who.verifier))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, claims, err := app.verified(r.Context(), raw)
	if err != nil || token.Nonce != who.nonce {
		http.Error(w, "this ID token is not for us", http.StatusBadRequest)
		return
	}
	app.keep(w, visitor{sub: token.Subject, sid: claims.Sid})
	http.Redirect(w, r, "/", http.StatusFound)
}

func (app *App) ended(w http.ResponseWriter, r *http.Request) {
	token, claims, err := app.verified(r.Context(), r.PostFormValue("logout_token"))
	if _, isLogout := claims.Events[logoutEvent]; err != nil || !isLogout || token.Nonce != "" {
		http.Error(w, "this is no logout token", http.StatusBadRequest)
		return
	}
	app.mutex.Lock()
	defer app.mutex.Unlock()
	for name, who := range app.visitors {
		if who.sid == claims.Sid && claims.Sid != "" {
			delete(app.visitors, name)
		}
	}
}

type claims struct {
	Sid    string                 `json:"sid"`
	Events map[string]interface{} `json:"events"`
}

// verified checks what both kinds of token have: signature, issuer, audience and time.
func (app *App) verified(ctx context.Context, raw string) (*oidc.IDToken, claims, error) {
	token, err := app.provider.Verifier(&oidc.Config{ClientID: app.client.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, claims{}, err
	}
	var said claims
	return token, said, token.Claims(&said)
}

func random() string {
	bytes := make([]byte, 32)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(bytes)
}
