{%- extends 'base.tpl' -%}

{%- block title -%}
Marking by hand
{%- endblock -%}

{%- block sidebar -%}
<li role="presentation" class="active"><a href="{{ base_url }}/formgrader/gradebook">Exercise sets</a></li>
{%- endblock -%}
