"""nbgrader for whoever hands in: the assignments of the courses of their groups."""

import os

from nbgrader.auth import JupyterHubAuthPlugin

c = get_config()  # noqa: F821

c.Exchange.root = os.environ["CLASSROOM_EXCHANGE"]
c.Exchange.path_includes_course = True
c.CourseDirectory.course_id = os.environ["CLASSROOM_COURSE"]
# The hub's name for the student: on Kubernetes every account is called jovyan.
c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
c.Authenticator.plugin_class = JupyterHubAuthPlugin
