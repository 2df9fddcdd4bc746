<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis hasScaleBasedVisibilityFlag="1" simplifyDrawingHints="1" simplifyDrawingTol="1" version="3.22.16-Białowieża" symbologyReferenceScale="-1" maxScale="0" minScale="25000" simplifyMaxScale="1" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|Forms|Rendering" simplifyAlgorithm="0" simplifyLocal="1">
  <renderer-v2 symbollevels="0" labelDistanceFactor="0.5" toleranceUnit="MM" circleColor="0,0,0,0" enableorderby="0" type="pointDisplacement" labelColor="0,0,0,255" toleranceUnitScale="3x:0,0,0,0,0,0" tolerance="0.5" forceraster="0" circleRadiusAddition="0" placement="1" circleWidth="0.4" referencescale="-1" maxLabelScaleDenominator="0" labelAttributeName="">
    <labelFontProperties description="DejaVu LGC Sans,12,-1,5,50,0,0,0,0,0" style=""/>
    <renderer-v2 symbollevels="0" enableorderby="0" type="RuleRenderer" forceraster="0" referencescale="-1">
      <rules key="{4d5015d4-9e58-4591-af07-6eec44f384e1}">
        <rule label="计入 counted" key="{59375f61-6329-40c6-81a9-12eb454c55f1}" filter="&quot;high&quot; > 0" symbol="0"/>
        <rule label="未计入 not counted" key="{06ef00c3-e8e3-4499-a7ca-0162ea5a1e2b}" filter="&quot;high&quot; = 0" symbol="1"/>
      </rules>
      <symbols>
        <symbol name="0" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
          <data_defined_properties>
            <Option type="Map">
              <Option name="name" type="QString" value=""/>
              <Option name="properties"/>
              <Option name="type" type="QString" value="collection"/>
            </Option>
          </data_defined_properties>
          <layer enabled="1" class="SimpleMarker" locked="0" pass="0">
            <Option type="Map">
              <Option name="angle" type="QString" value="0"/>
              <Option name="cap_style" type="QString" value="square"/>
              <Option name="color" type="QString" value="91,58,140,255"/>
              <Option name="horizontal_anchor_point" type="QString" value="1"/>
              <Option name="joinstyle" type="QString" value="bevel"/>
              <Option name="name" type="QString" value="circle"/>
              <Option name="offset" type="QString" value="0,0"/>
              <Option name="offset_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
              <Option name="offset_unit" type="QString" value="MM"/>
              <Option name="outline_color" type="QString" value="255,255,255,255"/>
              <Option name="outline_style" type="QString" value="solid"/>
              <Option name="outline_width" type="QString" value="0.3"/>
              <Option name="outline_width_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
              <Option name="outline_width_unit" type="QString" value="MM"/>
              <Option name="scale_method" type="QString" value="diameter"/>
              <Option name="size" type="QString" value="2.4"/>
              <Option name="size_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
              <Option name="size_unit" type="QString" value="MM"/>
              <Option name="vertical_anchor_point" type="QString" value="1"/>
            </Option>
            <prop k="angle" v="0"/>
            <prop k="cap_style" v="square"/>
            <prop k="color" v="91,58,140,255"/>
            <prop k="horizontal_anchor_point" v="1"/>
            <prop k="joinstyle" v="bevel"/>
            <prop k="name" v="circle"/>
            <prop k="offset" v="0,0"/>
            <prop k="offset_map_unit_scale" v="3x:0,0,0,0,0,0"/>
            <prop k="offset_unit" v="MM"/>
            <prop k="outline_color" v="255,255,255,255"/>
            <prop k="outline_style" v="solid"/>
            <prop k="outline_width" v="0.3"/>
            <prop k="outline_width_map_unit_scale" v="3x:0,0,0,0,0,0"/>
            <prop k="outline_width_unit" v="MM"/>
            <prop k="scale_method" v="diameter"/>
            <prop k="size" v="2.4"/>
            <prop k="size_map_unit_scale" v="3x:0,0,0,0,0,0"/>
            <prop k="size_unit" v="MM"/>
            <prop k="vertical_anchor_point" v="1"/>
            <data_defined_properties>
              <Option type="Map">
                <Option name="name" type="QString" value=""/>
                <Option name="properties"/>
                <Option name="type" type="QString" value="collection"/>
              </Option>
            </data_defined_properties>
          </layer>
        </symbol>
        <symbol name="1" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
          <data_defined_properties>
            <Option type="Map">
              <Option name="name" type="QString" value=""/>
              <Option name="properties"/>
              <Option name="type" type="QString" value="collection"/>
            </Option>
          </data_defined_properties>
          <layer enabled="1" class="SimpleMarker" locked="0" pass="0">
            <Option type="Map">
              <Option name="angle" type="QString" value="0"/>
              <Option name="cap_style" type="QString" value="square"/>
              <Option name="color" type="QString" value="255,255,255,255"/>
              <Option name="horizontal_anchor_point" type="QString" value="1"/>
              <Option name="joinstyle" type="QString" value="bevel"/>
              <Option name="name" type="QString" value="circle"/>
              <Option name="offset" type="QString" value="0,0"/>
              <Option name="offset_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
              <Option name="offset_unit" type="QString" value="MM"/>
              <Option name="outline_color" type="QString" value="91,58,140,255"/>
              <Option name="outline_style" type="QString" value="solid"/>
              <Option name="outline_width" type="QString" value="0.3"/>
              <Option name="outline_width_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
              <Option name="outline_width_unit" type="QString" value="MM"/>
              <Option name="scale_method" type="QString" value="diameter"/>
              <Option name="size" type="QString" value="2.4"/>
              <Option name="size_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
              <Option name="size_unit" type="QString" value="MM"/>
              <Option name="vertical_anchor_point" type="QString" value="1"/>
            </Option>
            <prop k="angle" v="0"/>
            <prop k="cap_style" v="square"/>
            <prop k="color" v="255,255,255,255"/>
            <prop k="horizontal_anchor_point" v="1"/>
            <prop k="joinstyle" v="bevel"/>
            <prop k="name" v="circle"/>
            <prop k="offset" v="0,0"/>
            <prop k="offset_map_unit_scale" v="3x:0,0,0,0,0,0"/>
            <prop k="offset_unit" v="MM"/>
            <prop k="outline_color" v="91,58,140,255"/>
            <prop k="outline_style" v="solid"/>
            <prop k="outline_width" v="0.3"/>
            <prop k="outline_width_map_unit_scale" v="3x:0,0,0,0,0,0"/>
            <prop k="outline_width_unit" v="MM"/>
            <prop k="scale_method" v="diameter"/>
            <prop k="size" v="2.4"/>
            <prop k="size_map_unit_scale" v="3x:0,0,0,0,0,0"/>
            <prop k="size_unit" v="MM"/>
            <prop k="vertical_anchor_point" v="1"/>
            <data_defined_properties>
              <Option type="Map">
                <Option name="name" type="QString" value=""/>
                <Option name="properties"/>
                <Option name="type" type="QString" value="collection"/>
              </Option>
            </data_defined_properties>
          </layer>
        </symbol>
      </symbols>
    </renderer-v2>
    <symbol name="centerSymbol" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
      <data_defined_properties>
        <Option type="Map">
          <Option name="name" type="QString" value=""/>
          <Option name="properties"/>
          <Option name="type" type="QString" value="collection"/>
        </Option>
      </data_defined_properties>
      <layer enabled="1" class="SimpleMarker" locked="0" pass="0">
        <Option type="Map">
          <Option name="angle" type="QString" value="0"/>
          <Option name="cap_style" type="QString" value="square"/>
          <Option name="color" type="QString" value="255,255,255,255"/>
          <Option name="horizontal_anchor_point" type="QString" value="1"/>
          <Option name="joinstyle" type="QString" value="bevel"/>
          <Option name="name" type="QString" value="circle"/>
          <Option name="offset" type="QString" value="0,0"/>
          <Option name="offset_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
          <Option name="offset_unit" type="QString" value="MM"/>
          <Option name="outline_color" type="QString" value="255,255,255,255"/>
          <Option name="outline_style" type="QString" value="solid"/>
          <Option name="outline_width" type="QString" value="0.3"/>
          <Option name="outline_width_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
          <Option name="outline_width_unit" type="QString" value="MM"/>
          <Option name="scale_method" type="QString" value="diameter"/>
          <Option name="size" type="QString" value="0.1"/>
          <Option name="size_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
          <Option name="size_unit" type="QString" value="MM"/>
          <Option name="vertical_anchor_point" type="QString" value="1"/>
        </Option>
        <prop k="angle" v="0"/>
        <prop k="cap_style" v="square"/>
        <prop k="color" v="255,255,255,255"/>
        <prop k="horizontal_anchor_point" v="1"/>
        <prop k="joinstyle" v="bevel"/>
        <prop k="name" v="circle"/>
        <prop k="offset" v="0,0"/>
        <prop k="offset_map_unit_scale" v="3x:0,0,0,0,0,0"/>
        <prop k="offset_unit" v="MM"/>
        <prop k="outline_color" v="255,255,255,255"/>
        <prop k="outline_style" v="solid"/>
        <prop k="outline_width" v="0.3"/>
        <prop k="outline_width_map_unit_scale" v="3x:0,0,0,0,0,0"/>
        <prop k="outline_width_unit" v="MM"/>
        <prop k="scale_method" v="diameter"/>
        <prop k="size" v="0.1"/>
        <prop k="size_map_unit_scale" v="3x:0,0,0,0,0,0"/>
        <prop k="size_unit" v="MM"/>
        <prop k="vertical_anchor_point" v="1"/>
        <data_defined_properties>
          <Option type="Map">
            <Option name="name" type="QString" value=""/>
            <Option name="properties"/>
            <Option name="type" type="QString" value="collection"/>
          </Option>
        </data_defined_properties>
      </layer>
    </symbol>
  </renderer-v2>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerOpacity>1</layerOpacity>
  <fieldConfiguration>
    <field name="zone" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="stage" configurationFlags="None">
      <editWidget type="ValueMap">
        <config>
          <Option type="Map">
            <Option name="map" type="List">
              <Option type="Map">
                <Option name="培育 preparation" type="QString" value="nurture"/>
              </Option>
              <Option type="Map">
                <Option name="申报 submitted" type="QString" value="declared"/>
              </Option>
              <Option type="Map">
                <Option name="评审 under review" type="QString" value="review"/>
              </Option>
              <Option type="Map">
                <Option name="公示 public notice" type="QString" value="notice"/>
              </Option>
              <Option type="Map">
                <Option name="批复 approved" type="QString" value="approved"/>
              </Option>
              <Option type="Map">
                <Option name="建设 under construction" type="QString" value="building"/>
              </Option>
              <Option type="Map">
                <Option name="验收 accepted" type="QString" value="accepted"/>
              </Option>
              <Option type="Map">
                <Option name="退回 returned" type="QString" value="returned"/>
              </Option>
              <Option type="Map">
                <Option name="撤回 withdrawn" type="QString" value="withdrawn"/>
              </Option>
              <Option type="Map">
                <Option name="撤销 revoked" type="QString" value="revoked"/>
              </Option>
              <Option type="Map">
                <Option name="作废 discarded" type="QString" value="discarded"/>
              </Option>
            </Option>
          </Option>
        </config>
      </editWidget>
    </field>
    <field name="name" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="category" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="building" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="low" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="high" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="why" configurationFlags="None">
      <editWidget type="ValueMap">
        <config>
          <Option type="Map">
            <Option name="map" type="List">
              <Option type="Map">
                <Option name="位置不明 place unknown" type="QString" value="no_place"/>
              </Option>
              <Option type="Map">
                <Option name="离边界太近，内外不能确定 too near the boundary to say inside or outside" type="QString" value="near_boundary"/>
              </Option>
              <Option type="Map">
                <Option name="在集聚区之外 outside the zone" type="QString" value="outside"/>
              </Option>
              <Option type="Map">
                <Option name="面积或状态待定 floor area or status undetermined" type="QString" value="undetermined"/>
              </Option>
              <Option type="Map">
                <Option name="只有一部分在内 only partly inside" type="QString" value="partly_inside"/>
              </Option>
              <Option type="Map">
                <Option name="只有申报，没有证件 declared, without a certificate" type="QString" value="declared"/>
              </Option>
              <Option type="Map">
                <Option name="坐标与所在楼栋不符 the coordinates disagree with the building named" type="QString" value="building_disagrees"/>
              </Option>
              <Option type="Map">
                <Option name="所在楼栋的位置存疑 the place of the building named is in doubt" type="QString" value="building_doubtful"/>
              </Option>
              <Option type="Map">
                <Option name="与前面的行是同一机构 the same institution as in an earlier row" type="QString" value="duplicate"/>
              </Option>
              <Option type="Map">
                <Option name="分支机构，不能确定是否另计 a branch: may or may not count by itself" type="QString" value="branch"/>
              </Option>
              <Option type="Map">
                <Option name="类别不明 category unknown" type="QString" value="category"/>
              </Option>
              <Option type="Map">
                <Option name="未入驻 not resident" type="QString" value="not_resident"/>
              </Option>
            </Option>
          </Option>
        </config>
      </editWidget>
    </field>
  </fieldConfiguration>
  <aliases>
    <alias field="zone" name="集聚区 zone" index="0"/>
    <alias field="stage" name="阶段 stage" index="1"/>
    <alias field="name" name="名称 name" index="2"/>
    <alias field="category" name="类别 category" index="3"/>
    <alias field="building" name="所在楼栋 building" index="4"/>
    <alias field="low" name="至少计入 counted at least" index="5"/>
    <alias field="high" name="至多计入 counted at most" index="6"/>
    <alias field="why" name="说明 why not more" index="7"/>
  </aliases>
  <defaults>
    <default field="zone" applyOnUpdate="0" expression=""/>
    <default field="stage" applyOnUpdate="0" expression=""/>
    <default field="name" applyOnUpdate="0" expression=""/>
    <default field="category" applyOnUpdate="0" expression=""/>
    <default field="building" applyOnUpdate="0" expression=""/>
    <default field="low" applyOnUpdate="0" expression=""/>
    <default field="high" applyOnUpdate="0" expression=""/>
    <default field="why" applyOnUpdate="0" expression=""/>
  </defaults>
  <constraints>
    <constraint field="zone" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="stage" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="name" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="category" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="building" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="low" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="high" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="why" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
  </constraints>
  <constraintExpressions>
    <constraint field="zone" exp="" desc=""/>
    <constraint field="stage" exp="" desc=""/>
    <constraint field="name" exp="" desc=""/>
    <constraint field="category" exp="" desc=""/>
    <constraint field="building" exp="" desc=""/>
    <constraint field="low" exp="" desc=""/>
    <constraint field="high" exp="" desc=""/>
    <constraint field="why" exp="" desc=""/>
  </constraintExpressions>
  <expressionfields/>
  <editform tolerant="1"></editform>
  <editforminit/>
  <editforminitcodesource>0</editforminitcodesource>
  <editforminitfilepath></editforminitfilepath>
  <editforminitcode><![CDATA[]]></editforminitcode>
  <featformsuppress>0</featformsuppress>
  <editorlayout>generatedlayout</editorlayout>
  <editable/>
  <labelOnTop/>
  <reuseLastValue/>
  <dataDefinedFieldProperties/>
  <widgets/>
  <layerGeometryType>0</layerGeometryType>
</qgis>
