"""Strangers and buyers read what is published; only the seller writes, and sees its drafts."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity, NarrowToSeller

PUBLISHED = """
CREATE POLICY readable ON content_article FOR SELECT TO vezne_app USING (state = 'published');
CREATE POLICY readable ON content_announcement FOR SELECT TO vezne_app
    USING (state = 'published' AND (only_buyer_id IS NULL OR only_buyer_id = vezne_buyer()));
"""
TAKEN_BACK = """
DROP POLICY readable ON content_article;
DROP POLICY readable ON content_announcement;
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0005_what_is_written"), ("core", "0004_only_seller")]
    operations = [
        EnableRowSecurity("content_topic", "catalog"),
        EnableRowSecurity("content_article", "seller"),
        EnableRowSecurity("content_announcement", "seller"),
        EnableRowSecurity("content_dismissal", "account"),
        EnableRowSecurity("content_picture", "catalog"),
        migrations.RunSQL(PUBLISHED, TAKEN_BACK),
        NarrowToSeller("content_topic", "seller"),
        NarrowToSeller("content_article", "seller"),
        NarrowToSeller("content_announcement", "seller"),
        NarrowToSeller("content_dismissal", "seller"),
        NarrowToSeller("content_picture", "seller"),
    ]
