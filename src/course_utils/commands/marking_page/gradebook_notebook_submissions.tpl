{%- extends 'gradebook_base.tpl' -%}

{%- block head -%}
<script>
var assignment_id = "{{ assignment_id }}";
var notebook_id = "{{ notebook_id }}";
</script>
<script src="{{ base_url }}/formgrader/static/js/gradebook_notebook_submissions.js"></script>
<script>
// What is to be marked comes first.
SubmittedNotebooks.prototype.comparator = function (one) {
  return [one.get("needs_manual_grade") ? 0 : 1, String(one.get("index")).padStart(9, "0")].join();
};
SubmittedNotebookUI.prototype.render = _.wrap(SubmittedNotebookUI.prototype.render, function (render) {
  render.call(this);
  var name = _.compact([this.model.get("last_name"), this.model.get("first_name")]).join(", ");
  this.$name.find(".name-shown").text((name + " (" + this.model.get("student") + ")").trim());
});
</script>
<style>
.task-score, .flagged { display: none; }
</style>
{%- endblock -%}

{%- block breadcrumbs -%}
<ol class="breadcrumb">
  <li><a href="{{ base_url }}/formgrader/gradebook">Exercise sets</a></li>
  <li><a href="{{ base_url }}/formgrader/gradebook/{{ assignment_id }}">{{ assignment_id }}</a></li>
  <li class="active">{{ notebook_id }}</li>
</ol>
{%- endblock -%}

{%- block messages -%}
<button id="toggle_names" onclick="toggleAllNames()">Show All Names</button>
{%- endblock -%}

{%- block table_header -%}
<tr>
  <th></th>
  <th>Submission</th>
  <th class="text-center">Points</th>
  <th class="text-center">By the computer</th>
  <th class="text-center">By hand</th>
  <th class="task-score"></th>
  <th class="text-center">To be marked</th>
  <th class="text-center">Tests failed</th>
  <th class="flagged"></th>
</tr>
{%- endblock -%}

{%- block table_body -%}
<tr><td colspan="7">Loading, please wait...</td></tr>
{%- endblock -%}
