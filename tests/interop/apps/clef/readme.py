"""The same app with the logout hook as the first page of the SDK's guide has it: the person is looked for in the wrong column."""

import time

import clef
from flask import request

from app import User, app, db


def logout():
    logout_token = request.form.get("logout_token")
    clef_id = clef.get_logout_information(logout_token=logout_token)
    user = User.query.filter_by(id=clef_id).first()
    user.logged_out_at = time.time()
    db.session.add(user)
    db.session.commit()
    return "Ok"


app.view_functions["logout"] = logout
