// Command cel-costs evaluates expressions in the environment that the API server gives them and prints what they come to
// and what they cost. It reads one JSON object a line and answers each with one.
//
//	{"expression": "x.size() > 1", "variables": {"x": [1, 2]}}   → {"value": "true", "cost": 4}
//	{"expression": "self.size() > 1", "schema": {…}}             → {"estimate": 4}
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	schemacel "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apimachinery/pkg/util/version"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type question struct {
	Expression string                           `json:"expression"`
	Variables  map[string]any                   `json:"variables,omitempty"`
	Schema     *apiextensionsv1.JSONSchemaProps `json:"schema,omitempty"`
}

type answer struct {
	Value    *string `json:"value,omitempty"`
	Error    *string `json:"error,omitempty"`
	Invalid  *string `json:"invalid,omitempty"`
	Cost     *uint64 `json:"cost,omitempty"`
	Estimate *uint64 `json:"estimate,omitempty"`
}

var base = environment.MustBaseEnvSet(version.MajorMinor(1, 36))

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.UseNumber()
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		var given answer
		if asked.Schema != nil {
			given = estimate(asked)
		} else {
			given = evaluate(asked)
		}
		if err := out.Encode(given); err != nil {
			os.Exit(1)
		}
	}
}

func text(s string) *string { return &s }

func evaluate(asked question) answer {
	variables := map[string]any{}
	options := environment.VersionedOptions{IntroducedVersion: version.MajorMinor(1, 0)}
	for name, value := range asked.Variables {
		variables[name] = native(value)
		options.EnvOptions = append(options.EnvOptions, cel.Variable(name, typeOf(variables[name])))
	}
	set, err := base.Extend(options)
	if err != nil {
		return answer{Invalid: text(err.Error())}
	}
	env := set.StoredExpressionsEnv()
	ast, issues := env.Compile(asked.Expression)
	if issues.Err() != nil {
		return answer{Invalid: text(issues.Errors()[0].Message)}
	}
	program, err := env.Program(ast, cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	if err != nil {
		return answer{Invalid: text(err.Error())}
	}
	value, details, err := program.Eval(variables)
	given := answer{}
	if details != nil {
		given.Cost = details.ActualCost()
	}
	if err != nil {
		given.Error = text(err.Error())
	} else {
		given.Value = text(printed(value))
	}
	return given
}

// typeOf is what a declaration would say of a value: lists of one type keep it, everything mixed is dyn.
func typeOf(value any) *cel.Type {
	switch value := value.(type) {
	case string:
		return cel.StringType
	case bool:
		return cel.BoolType
	case int64:
		return cel.IntType
	case float64:
		return cel.DoubleType
	case []any:
		element := common(value)
		return cel.ListType(element)
	case map[string]any:
		values := make([]any, 0, len(value))
		for _, one := range value {
			values = append(values, one)
		}
		return cel.MapType(cel.StringType, common(values))
	}
	return cel.DynType
}

func common(values []any) *cel.Type {
	var known *cel.Type
	for _, value := range values {
		each := typeOf(value)
		if known != nil && !known.IsExactType(each) {
			return cel.DynType
		}
		known = each
	}
	if known == nil {
		return cel.DynType
	}
	return known
}

// native makes integers of JSON numbers that are written as such.
func native(value any) any {
	switch value := value.(type) {
	case json.Number:
		if whole, err := value.Int64(); err == nil {
			return whole
		}
		number, _ := value.Float64()
		return number
	case []any:
		list := make([]any, len(value))
		for index, one := range value {
			list[index] = native(one)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, one := range value {
			object[key] = native(one)
		}
		return object
	}
	return value
}

// printed writes a value the way a literal of it would read.
func printed(value ref.Val) string {
	switch value := value.(type) {
	case types.String:
		return quoted(string(value))
	case types.Bytes:
		return "b" + quoted(string(value))
	case types.Int:
		return strconv.FormatInt(int64(value), 10)
	case types.Uint:
		return strconv.FormatUint(uint64(value), 10) + "u"
	case types.Double:
		return "double(" + strconv.FormatFloat(float64(value), 'g', -1, 64) + ")"
	case types.Bool:
		return strconv.FormatBool(bool(value))
	case types.Null:
		return "null"
	case types.Timestamp, types.Duration:
		return fmt.Sprint(value.(ref.Val).ConvertToType(types.StringType).Value())
	case *types.Optional:
		if !value.HasValue() {
			return "optional.none()"
		}
		return "optional.of(" + printed(value.GetValue()) + ")"
	case traits.Lister:
		parts := []string{}
		for it := value.Iterator(); it.HasNext() == types.True; {
			parts = append(parts, printed(it.Next()))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case traits.Mapper:
		parts := []string{}
		for it := value.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			parts = append(parts, printed(key)+": "+printed(value.Get(key)))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if stringer, ok := value.Value().(fmt.Stringer); ok {
		return stringer.String()
	}
	return value.Type().TypeName()
}

// quoted is JSON's way of quoting, which both sides can write.
func quoted(s string) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s)
	return strings.TrimSpace(buffer.String())
}

// estimate says what the API server expects a rule of a schema to cost at most, for one object.
func estimate(asked question) answer {
	internal := &apiextensions.JSONSchemaProps{}
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(asked.Schema, internal, nil); err != nil {
		return answer{Invalid: text(err.Error())}
	}
	structural, err := schema.NewStructural(internal)
	if err != nil {
		return answer{Invalid: text(err.Error())}
	}
	structural.XValidations = apiextensionsv1.ValidationRules{{Rule: asked.Expression}}
	results, err := schemacel.Compile(structural, model.SchemaDeclType(structural, false), celconfig.PerCallLimit, base, schemacel.StoredExpressionsEnvLoader())
	if err != nil {
		return answer{Invalid: text(err.Error())}
	}
	if len(results) == 0 {
		return answer{Invalid: text("nothing was compiled")}
	}
	if results[0].Error != nil {
		return answer{Invalid: text(results[0].Error.Detail)}
	}
	return answer{Estimate: &results[0].MaxCost}
}
