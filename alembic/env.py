"""Alembic's environment: the metadata of every room, one transaction per revision, a short lock timeout."""

from sqlalchemy import create_engine, text

from aistrategyhub import registry
from aistrategyhub.infra.db import metadata
from alembic import context

registry.load_models()


def run() -> None:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(
            connection=connection, target_metadata=metadata, transaction_per_migration=True, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
