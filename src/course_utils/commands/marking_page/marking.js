// What the page of a submission does otherwise than nbgrader's: nothing that is typed is changed or lost without a word.
// A page that glides for half a second takes a button away from under a click.
$.fx.off = true;

// At once: moving a field later would take the cursor out of it.
document.addEventListener("DOMContentLoaded", function () {
  document.documentElement.lang = "en";
  $(".text_cell").has(".nbgrader_cell").each(function () {
    $(this).add($(this).next(".text_cell")).wrapAll('<div class="written"></div>');
  });
  $(".extra-credit").parent().remove();
});

$(document).on("click", ".learner button", function () {
  $(this).text($(".learner").toggleClass("known").hasClass("known") ? "hide the name" : "who is it?");
});

KeyboardManager.prototype.register = _.wrap(KeyboardManager.prototype.register, function (register, shortcut) {
  if (shortcut.help === "Flag the submission") { return; }
  shortcut.help = shortcut.help.replace("submission with failed tests", "submission to mark");
  register.call(this, shortcut);
});

// What is given counts once the gradebook has it.
Grade.prototype.save = _.wrap(Grade.prototype.save, function (save, given) {
  return save.call(this, given, {wait: true});
});

var whole = {initialize: GradeUI.prototype.initialize, render: GradeUI.prototype.render};
_.extend(GradeUI.prototype, {
  events: {
    "input .score": "type",
    "change .score": "save",
    "focusout .score": "leave",
    "click .full-credit": "assignFullCredit",
    "click .no-credit": "assignNoCredit",
    "click .mark-graded": "keep"
  },

  initialize: function () {
    this.isWritten = this.model.get("cell_type") === "markdown";
    this.$told = $('<p class="told" role="status"></p>').appendTo(this.$(".panel-heading"));
    this.$(".score").attr({
      "aria-label": "Points", min: 0, max: this.model.get("max_score"), step: this.isWritten ? 1 : "any"
    });
    whole.initialize.call(this);
    this.listenTo(this.model, "sync", this.render);
  },

  // Shows what the gradebook holds, unless the instructor is just typing.
  render: function () {
    if (this.isTyped) { return; }
    whole.render.call(this);
    var given = this.model.get("manual_score"), extra = this.model.get("extra_credit"), told = [];
    if (this.model.get("needs_manual_grade") && given !== null) {
      told.push((this.isWritten ? "The text has" : "What the computer gives has") + " changed since you gave " + given
        + ": give points again, or keep " + given + ".");
      this.$mark_graded.text("Keep " + given);
    }
    if (extra) {
      told.push("The gradebook has extra credit of " + extra + ", which counts too; “No credit” takes it away.");
    }
    this.$score.attr("aria-invalid", false);
    this.$told.text(told.join(" "));
  },

  type: function () {
    this.isTyped = true;
  },

  // The same points once more are no change for the browser.
  leave: function () {
    if (this.isTyped) { this.save(); }
  },

  keep: function () {
    this.$score.val(this.model.get("manual_score"));
    this.save();
  },

  save: function () {
    var typed = this.$score.val(), is = this.$score[0].validity;
    var rule = is.badInput ? "Points are a number"
      : is.rangeOverflow ? this.model.get("max_score") + " at most"
      : is.rangeUnderflow ? "0 at least"
      : is.stepMismatch ? "Whole points only" : "";
    this.isTyped = false;
    this.$score.attr("aria-invalid", Boolean(rule));
    if (rule) {
      $(document).off("finished_saving");
      this.$told.text(rule + "; " + (typed ? "your " + typed : "what you typed") + " was not saved.");
    } else {
      this.model.save({manual_score: typed === "" ? null : Number(typed)});
    }
  }
});

// A link waits for what is being saved, and leads nowhere while points are refused.
var wanted = null;
$(document).on("click", ".marking a", function (event) {
  if ($(".score[aria-invalid=true]").first().focus().length) {
    event.preventDefault();
  } else if ($.active) {
    wanted = this.href;
    event.preventDefault();
  }
});

$(document).ajaxError(function (event, answer, request) {
  var what = request.type === "GET" ? "Not all is shown" : "Not saved";
  wanted = null;
  $(document).off("finished_saving");
  $(".failure").text(what + (
    answer.status >= 500
    ? ": the gradebook cannot be written to, perhaps because grade is at work. Wait until it is done, then reload this page."
    : ": formgrader does not answer. Start it again, then reload this page."
  ));
});

$(document).ajaxStop(function () {
  $(".comment").attr({"aria-label": "Comment", placeholder: "A comment for the learner, as plain text"});
  if (wanted) { window.location = wanted; }
});

// What is typed first takes the place of the points that are there.
$(document).one("ajaxStop", function () {
  $(".score:focus").select();
});
