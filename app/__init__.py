"""Potrošnja: the application factory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import get_locale
from jinja2 import StrictUndefined

from app.api.routes import api
from app.auth.proxy.routes import proxy
from app.auth.routes import auth
from app.backup.daily import copy_once_a_day
from app.categories.routes import categories
from app.charts import draw_page
from app.database.engine import db, engine_options
from app.devices.routes import devices
from app.events.refusals import register_refusal_log
from app.events.routes import events
from app.expenses.routes import expenses
from app.expenses.urls import expenses_url, list_url
from app.exports.routes import exports
from app.factors.login.routes import factor_login
from app.factors.routes import factors
from app.gallery.routes import gallery
from app.goals.routes import goals
from app.habits.routes import habits
from app.home.routes import home
from app.imports.archive.routes import archives
from app.imports.routes import imports
from app.inbox.routes import inbox
from app.invitations.routes import invitations
from app.models.login_session import SESSION_LIFETIME
from app.receipts.routes import receipts
from app.recurring.routes import recurring
from app.report.routes import report
from app.report.urls import report_url
from app.selections.routes import selections
from app.stores.opening import open_store
from app.summaries.routes import summaries
from app.system.health.routes import health
from app.system.installation.routes import installation
from app.system.metrics.routes import metrics, register_metrics
from app.system.well_known.routes import well_known
from app.tokens.routes import tokens
from app.trash.routes import trash
from app.web import access, formatting, url_converters
from app.web.cookies import Request, Response
from app.web.errors import register_error_pages
from app.web.extensions import babel, bcrypt, csrf, login_manager
from app.web.headers import set_security_headers
from app.web.localization import select_locale, translate, translate_count
from app.web.moments import near_moment, near_moment_inside
from app.web.proxies import OWN_HOSTS, stand_behind_proxies
from app.web.request_log import register_request_log
from app.web.session_cookie import SealedSessions
from app.web.static_files import register_assets, sprite_url
from config import load_config

if TYPE_CHECKING:
    from config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application from its settings.

    Raises:
        SettingError: a setting cannot be right.
        DataFolderError: the data folder cannot be used.
    """
    os.umask(0o077)  # files are readable by the server's own user only
    app = Flask(__name__, static_folder=None)  # app.web.static_files serves them
    config = config or load_config()
    _configure(app, config)
    app.extensions["receipt_store"] = open_store(config.receipt_place, config)
    register_request_log(app)
    register_metrics(app)
    _register_extensions(app)
    _register_url_converters(app)
    _register_request_hooks(app)
    _register_blueprints(app)
    register_assets(app)
    _register_templates(app)
    register_error_pages(app)
    return app


def _configure(app: Flask, config: Config) -> None:
    app.request_class, app.response_class = Request, Response
    app.session_interface = SealedSessions()
    app.config.from_mapping(
        SETTINGS=config,
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=[*config.secret_key_fallbacks],
        WTF_CSRF_SECRET_KEY=config.secret_keys,
        TRUSTED_HOSTS=[*config.allowed_hosts, *OWN_HOSTS] if config.allowed_hosts else None,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        MAX_CONTENT_LENGTH=config.max_request_bytes,
        BCRYPT_HANDLE_LONG_PASSWORDS=True,  # bcrypt reads 72 bytes at most and refuses longer passwords
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_DURATION=SESSION_LIFETIME,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open overnight is still good, as long as the session is
        WTF_CSRF_SSL_STRICT=False,  # the strict check fails if a proxy or browser hides the referrer
        WTF_I18N_ENABLED=False,  # we translate all messages ourselves
    )
    stand_behind_proxies(app, config)


def _register_extensions(app: Flask) -> None:
    db.init_app(app)
    bcrypt.init_app(app)
    babel.init_app(app, locale_selector=select_locale)
    login_manager.init_app(app)
    login_manager.session_protection = None  # it ends sessions when the address changes, as a phone's does
    app.before_request(access.refuse_unreadable_query)
    app.before_request(access.require_login)  # before CSRF: a guest's POST leads to the log-in, not to an error
    app.before_request(access.refuse_nameless_fields)
    csrf.init_app(app)


def _register_url_converters(app: Flask) -> None:
    app.url_map.converters["row_id"] = url_converters.RowIdConverter
    app.url_map.converters["month"] = url_converters.MonthConverter
    app.url_map.converters["year"] = url_converters.YearConverter


def _register_request_hooks(app: Flask) -> None:
    app.before_request(copy_once_a_day)  # before the trash is emptied
    app.after_request(set_security_headers)
    register_refusal_log(app)


def _register_blueprints(app: Flask) -> None:
    app.register_blueprint(health)
    app.register_blueprint(installation)
    app.register_blueprint(well_known)
    app.register_blueprint(metrics)
    app.register_blueprint(auth, url_prefix="/auth")
    app.register_blueprint(proxy)
    app.register_blueprint(devices, url_prefix="/auth/devices")
    app.register_blueprint(events, url_prefix="/auth/events")
    app.register_blueprint(invitations, url_prefix="/auth/invitations")
    app.register_blueprint(tokens, url_prefix="/auth/tokens")
    app.register_blueprint(factors, url_prefix="/auth")
    app.register_blueprint(factor_login, url_prefix="/auth")
    app.register_blueprint(home)
    app.register_blueprint(summaries)
    app.register_blueprint(habits)
    app.register_blueprint(expenses, url_prefix="/expenses")
    app.register_blueprint(exports)
    app.register_blueprint(selections, url_prefix="/expenses/selection")
    app.register_blueprint(gallery, url_prefix="/receipts/all")
    app.register_blueprint(receipts, url_prefix="/receipts")
    app.register_blueprint(inbox, url_prefix="/receipts")
    app.register_blueprint(categories, url_prefix="/categories")
    app.register_blueprint(goals, url_prefix="/goals")
    app.register_blueprint(recurring, url_prefix="/recurring")
    app.register_blueprint(report, url_prefix="/report")
    app.register_blueprint(trash, url_prefix="/trash")
    app.register_blueprint(imports, url_prefix="/imports")
    app.register_blueprint(archives, url_prefix="/imports/archives")
    app.register_blueprint(api, url_prefix="/api/v1")
    app.add_url_rule("/bin/", redirect_to="trash/", endpoint="bin")  # where the trash was


def _register_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    formatting.register_filters(app)
    app.add_template_filter(draw_page)
    app.add_template_filter(near_moment)
    app.add_template_filter(near_moment_inside)
    app.add_template_global(get_locale)
    app.add_template_global(expenses_url)
    app.add_template_global(list_url)
    app.add_template_global(sprite_url)
    app.add_template_global(translate, "_")
    app.add_template_global(translate_count, "ngettext")
    app.add_template_global(report_url)
