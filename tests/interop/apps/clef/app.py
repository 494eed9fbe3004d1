"""A Flask app that signs people in with Clef, by the SDK's guide: the button, the handshake, the logout hook, timestamped logins.

    python app.py

The SDK is PyPI's, as it is, and knows no other address than https://clef.io.
"""

import base64
import functools
import os
import tempfile
import time

import clef
from flask import Flask, redirect, render_template, request, session, url_for
from flask_sqlalchemy import SQLAlchemy

APP_ID = os.environ.get("CLEF_APP_ID", "4f318ac177a9391c2e0d221203725ffd")
APP_SECRET = os.environ.get("CLEF_APP_SECRET", "2125d80f4583c52c46f8084bcc030c9b")

directory = tempfile.TemporaryDirectory()
app = Flask(__name__)
app.config["SECRET_KEY"] = os.urandom(32)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{directory.name}/users.db"
db = SQLAlchemy(app)
clef.initialize(app_id=APP_ID, app_secret=APP_SECRET)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    clef_id = db.Column(db.String, unique=True)
    email = db.Column(db.String)
    first_name = db.Column(db.String)
    # with its fraction: who logs out in the second of the login is logged out
    logged_out_at = db.Column(db.Float)


def logged_in(view):
    """Gives the view its user, unless that one has logged out at Clef since the login."""

    @functools.wraps(view)
    def decorated(*args, **kwargs):
        user = db.session.get(User, session.get("user", -1))
        if user and user.logged_out_at is not None and user.logged_out_at >= session.get("logged_in_at", 0):
            session.clear()
            user = None
        return view(*args, user=user, **kwargs)

    return decorated


def generate_state():
    session["state"] = base64.urlsafe_b64encode(os.urandom(32)).decode()
    return session["state"]


def is_valid_state(state):
    known = session.pop("state", None)
    return bool(known) and known == state


@app.route("/")
@logged_in
def hello(user=None):
    return render_template(
        "index.html", user=user, app_id=APP_ID, state=generate_state(), redirect_url=url_for("login", _external=True)
    )


@app.route("/login")
def login():
    if not is_valid_state(request.args.get("state")):
        return "Oops, the state parameter didn't match what was passed in to the Clef button.", 403
    try:
        person = clef.get_login_information(code=request.args.get("code"))
    except clef.APIError as error:
        return f"{type(error).__name__}: {error}", 502
    clef_id = str(person["id"])
    user = User.query.filter_by(clef_id=clef_id).first()
    if not user:
        user = User(clef_id=clef_id, email=person.get("email"), first_name=person.get("first_name"))
        db.session.add(user)
        db.session.commit()
    session["user"] = user.id
    session["logged_in_at"] = time.time()
    return redirect(url_for("hello"))


@app.route("/logout", methods=["POST"])
def logout():
    """Clef says that somebody has logged out on the phone; the token tells who."""
    try:
        clef_id = str(clef.get_logout_information(logout_token=request.form.get("logout_token")))
    except clef.APIError as error:
        return f"{type(error).__name__}: {error}", 400
    user = User.query.filter_by(clef_id=clef_id).first()
    if not user:
        return "Nobody here has that Clef ID", 404
    user.logged_out_at = time.time()
    db.session.commit()
    return "Ok"


with app.app_context():
    db.create_all()

if __name__ == "__main__":
    app.run(port=5000)
